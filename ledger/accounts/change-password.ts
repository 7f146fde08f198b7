import { RejectedInputError } from '../../runtime/errors.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { hashPassword, passwordProblem, verifyPassword } from '../password.ts';
import { givePassword } from './give-password.ts';
import { deleteSessionsOfAccount } from './session-repository.ts';

/**
 * One's own password, with the one in force. Every session of the account ends, also the one it is changed in: who
 * knew the old one is out, and the caller goes on under a new id.
 */
export async function changePassword(
  db: Db,
  context: ActContext,
  given: Readonly<{ current: string; next: string }>,
): Promise<void> {
  const accountId = context.actor.accountId ?? '';
  const account = await givePassword(db, context, given.current);
  const isTheSame = await verifyPassword(account.passwordHash, given.next);
  const problem = passwordProblem(given.next, account.loginName) ?? (isTheSame ? 'same' : null);
  if (problem !== null) {
    throw new RejectedInputError('auth.password_unfit', { fields: [problem] });
  }
  const passwordHash = await hashPassword(given.next);
  const target = {
    action: 'session.manage_own',
    resourceKind: 'account',
    resourceId: accountId,
    detail: { step: 'password' },
  } as const;
  await performAct(db, context, target, async (tx) => {
    const changed = await tx
      .updateTable('accounts')
      .set({ passwordHash, mustChangePassword: false, passwordChangedAt: context.now })
      .where('accountId', '=', accountId)
      // Reset or changed elsewhere meanwhile: that stands.
      .where('passwordHash', '=', account.passwordHash)
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) throw new RejectedInputError('auth.required');
    await deleteSessionsOfAccount(tx, accountId);
  });
}
