import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { releaseAll } from '../review/leases.ts';
import { holdAccount, refuseOneself } from './manage-account.ts';
import { deleteSessionsOfAccount } from './session-repository.ts';

/** Takes an account out of use, for a transfer or a leak, and ends its sessions at once. Its sheets go to others. */
export async function disableAccount(
  db: Db,
  context: ActContext,
  accountId: string,
): Promise<{ sessionsEnded: number }> {
  const target = {
    action: 'account.manage',
    resourceKind: 'account',
    resourceId: accountId,
    detail: { act: 'disable' },
  } as const;
  return performAct(db, context, target, async (tx) => {
    refuseOneself(context, accountId);
    return { sessionsEnded: await takeOutOfUse(tx, context, accountId) };
  });
}

/** Within an act that has been allowed. Answers with the number of sessions it ended. */
export async function takeOutOfUse(
  tx: Tx,
  context: ActContext,
  accountId: string,
): Promise<number> {
  const found = await holdAccount(tx, context, accountId);
  await tx
    .updateTable('accounts')
    .set({ disabledAt: found.disabledAt ?? context.now })
    .where('accountId', '=', accountId)
    .execute();
  await releaseAll(tx, accountId);
  await tx
    .deleteFrom('roundAssignments')
    .where('staffMemberId', '=', found.staffMemberId)
    .execute();
  return deleteSessionsOfAccount(tx, accountId);
}
