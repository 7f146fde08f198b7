import { RejectedInputError } from '../../runtime/errors.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { releaseAll } from '../review/leases.ts';
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
    const found = await tx
      .selectFrom('accounts')
      .select(['disabledAt', 'staffMemberId'])
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('accountId', '=', accountId)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw new RejectedInputError('resource.not_found');
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
    return { sessionsEnded: await deleteSessionsOfAccount(tx, accountId) };
  });
}
