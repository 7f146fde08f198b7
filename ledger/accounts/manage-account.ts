import { RejectedInputError } from '../../runtime/errors.ts';
import type { Role } from '../../schemas/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { hashPassword } from '../password.ts';
import { releaseAll } from '../review/leases.ts';
import { oneTimePassword } from './one-time-password.ts';
import { forgetFactors } from './second-factors.ts';
import { deleteSessionsOfAccount } from './session-repository.ts';

/** Nobody gives themselves rights, nor takes the last administrator away: that is for another one. */
export function refuseOneself({ actor }: ActContext, accountId: string): void {
  if (actor.accountId === accountId) throw new RejectedInputError('account.oneself');
}

/** The account's row, held until the act is done. */
export async function holdAccount(tx: Tx, context: ActContext, accountId: string) {
  const found = await tx
    .selectFrom('accounts')
    .select(['disabledAt', 'staffMemberId', 'loginName'])
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new RejectedInputError('resource.not_found');
  return found;
}

const managed = (accountId: string, detail: AuditDetail) =>
  ({ action: 'account.manage', resourceKind: 'account', resourceId: accountId, detail }) as const;

/** In force with the account's next request. What it holds goes back: it may not be allowed to finish it. */
export async function changeRoles(
  db: Db,
  context: ActContext,
  accountId: string,
  roles: readonly Role[],
): Promise<void> {
  if (roles.includes('contractor') && roles.length > 1) {
    throw new RejectedInputError('input.invalid', { fields: ['roles'] });
  }
  const target = managed(accountId, { act: 'roles', roles });
  await performAct(db, context, target, async (tx) => {
    refuseOneself(context, accountId);
    await holdAccount(tx, context, accountId);
    await tx
      .updateTable('accounts')
      .set({ roles: [...new Set(roles)] })
      .where('accountId', '=', accountId)
      .execute();
    await releaseAll(tx, accountId);
  });
}

/** Forgives the failed log-ins at once. */
export async function unlockAccount(db: Db, context: ActContext, accountId: string): Promise<void> {
  await performAct(db, context, managed(accountId, { act: 'unlock' }), async (tx) => {
    await holdAccount(tx, context, accountId);
    await tx
      .updateTable('accounts')
      .set({ failedLogins: 0, lockedUntil: null })
      .where('accountId', '=', accountId)
      .execute();
  });
}

/** For who has lost theirs: the next log-in leads to setting up another one. Sessions end at once. */
export async function resetSecondFactor(
  db: Db,
  context: ActContext,
  accountId: string,
): Promise<void> {
  await performAct(db, context, managed(accountId, { act: 'reset_second_factor' }), async (tx) => {
    refuseOneself(context, accountId);
    await holdAccount(tx, context, accountId);
    await forgetFactors(tx, accountId);
    await deleteSessionsOfAccount(tx, accountId);
    await releaseAll(tx, accountId);
  });
}

/**
 * A new one-time password in place of the one there was, for who forgot it or comes back (`enable`). Sessions end at
 * once. It is told this once and kept as a hash.
 */
export async function renewPassword(
  db: Db,
  context: ActContext,
  accountId: string,
  act: 'reset_password' | 'enable',
): Promise<{ oneTimePassword: string }> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  await performAct(db, context, managed(accountId, { act }), async (tx) => {
    refuseOneself(context, accountId);
    const { disabledAt } = await holdAccount(tx, context, accountId);
    // Somebody else has been faster: looked at again, the list says so.
    if ((disabledAt === null) === (act === 'enable')) {
      throw new RejectedInputError('account.changed_meanwhile');
    }
    const fresh = { passwordHash, mustChangePassword: true, passwordChangedAt: context.now };
    await tx
      .updateTable('accounts')
      .set({ ...fresh, failedLogins: 0, lockedUntil: null, disabledAt: null })
      .where('accountId', '=', accountId)
      .execute();
    await deleteSessionsOfAccount(tx, accountId);
    await releaseAll(tx, accountId);
  });
  return { oneTimePassword: password };
}
