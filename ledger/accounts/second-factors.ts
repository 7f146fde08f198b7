import { sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { SecondFactors } from '../../schemas/api/second-factor.ts';
import { type ActTarget, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { policyOf } from './policy.ts';

/** Of a row of `accounts`. Recovery codes stand in for a factor and are none. */
export const HAS_SECOND_FACTOR = sql<boolean>`(
  exists (select from totp_secrets t where t.account_id = accounts.account_id)
  or exists (select from passkeys p where p.account_id = accounts.account_id))`;

export async function hasSecondFactor(db: Db | Tx, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select(HAS_SECOND_FACTOR.as('has'))
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row?.has ?? false;
}

/** What somebody does with a second factor of their own. */
export const ownFactor = (context: ActContext, detail: AuditDetail): ActTarget => ({
  action: 'session.manage_own',
  resourceKind: 'account',
  resourceId: context.actor.accountId,
  detail,
});

type Listed = Omit<SecondFactors, 'passkeysPossible'>;

export async function listSecondFactors(db: Db, { actor }: ActContext): Promise<Listed> {
  const accountId = actor.accountId ?? '';
  const totp = await db
    .selectFrom('totpSecrets')
    .select('createdAt')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  const passkeys = await db
    .selectFrom('passkeys')
    .select(['credentialId', 'name', 'createdAt', 'lastUsedAt'])
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .execute();
  const { left } = await db
    .selectFrom('recoveryCodes')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return {
    isRequired: await isRequired(db, actor),
    totpSince: totp?.createdAt.toISOString() ?? null,
    passkeys: passkeys.map(({ createdAt, lastUsedAt, ...key }) => ({
      ...key,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft: left,
  };
}

async function isRequired(db: Db, actor: ActContext['actor']): Promise<boolean> {
  const { secondFactorRoles } = await policyOf(db, actor.municipalityId);
  return actor.roles.some((role) => secondFactorRoles.includes(role));
}

/** Throws `account.last_second_factor` where none would be left and one is required; `resource.not_found`. */
export async function removeFactor(
  db: Db,
  context: ActContext,
  factor: 'totp' | Readonly<{ credentialId: string }>,
): Promise<void> {
  const accountId = context.actor.accountId ?? '';
  const kind = factor === 'totp' ? 'totp' : 'passkey';
  const required = await isRequired(db, context.actor);
  const target = ownFactor(context, { step: 'second_factor', act: 'remove', kind });
  await performAct(db, context, target, async (tx) => {
    await tx
      .selectFrom('accounts')
      .select('accountId')
      .where('accountId', '=', accountId)
      .forUpdate()
      .execute();
    const removed =
      factor === 'totp'
        ? await tx.deleteFrom('totpSecrets').where('accountId', '=', accountId).executeTakeFirst()
        : await tx
            .deleteFrom('passkeys')
            .where('accountId', '=', accountId)
            .where('credentialId', '=', factor.credentialId)
            .executeTakeFirst();
    if (removed.numDeletedRows === 0n) throw new RejectedInputError('resource.not_found');
    if (await hasSecondFactor(tx, accountId)) return;
    if (required) throw new RejectedInputError('account.last_second_factor');
    await tx.deleteFrom('recoveryCodes').where('accountId', '=', accountId).execute();
  });
}

/** All of them, for somebody who has lost theirs. */
export async function forgetFactors(tx: Tx, accountId: string): Promise<void> {
  for (const table of ['totpSecrets', 'passkeys', 'recoveryCodes'] as const) {
    await tx.deleteFrom(table).where('accountId', '=', accountId).execute();
  }
}
