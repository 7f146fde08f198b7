import { type AccountPolicy, DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, translateDatabaseError } from '../database.ts';

/** What a municipality asks of its accounts now. */
export async function policyOf(db: Db, municipalityId: string): Promise<AccountPolicy> {
  const row = await db
    .selectFrom('accountPolicies')
    .select(['secondFactorRoles', 'passwordDays', 'idleMinutes', 'absoluteHours', 'reviewDays'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('accountPolicyId', 'desc')
    .limit(1)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw translateDatabaseError(error);
    });
  return row ?? DEFAULT_ACCOUNT_POLICY;
}

/** In force with the next request of everybody. What was asked before stays in the table. */
export async function setPolicy(
  db: Db,
  context: ActContext,
  policy: AccountPolicy,
): Promise<AccountPolicy> {
  const { municipalityId, accountId } = context.actor;
  const target = {
    action: 'account.manage',
    resourceKind: 'account_policy',
    resourceId: null,
    detail: { act: 'policy', ...policy },
  } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .insertInto('accountPolicies')
      .values({ ...policy, municipalityId, accountId, setAt: context.now })
      .execute();
    return policy;
  });
}
