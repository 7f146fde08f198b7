import type { ActContext } from '../../ledger/act-context.ts';
import type { Db } from '../../ledger/database.ts';
import { newId } from '../../runtime/ids.ts';

/** A disposal that waits for its approval, as the list has it, of a sheet that nobody asks for. */
export async function requestedDisposal(db: Db, { actor, now }: ActContext): Promise<string> {
  const { municipalityId } = actor;
  const { staffMemberId } = await db
    .selectFrom('staffMembers')
    .select('staffMemberId')
    .where('municipalityId', '=', municipalityId)
    .limit(1)
    .executeTakeFirstOrThrow();
  const disposalId = newId();
  await db
    .insertInto('disposals')
    .values({
      ...{ disposalId, municipalityId, disposalNumber: 1, state: 'requested' },
      ...{ asOf: '2026-11-22', rules: '[]', reason: '保存期間の満了' },
      ...{ requestedBy: staffMemberId, requestedAt: now },
    })
    .execute();
  await db
    .insertInto('disposalItems')
    .values({
      ...{ disposalId, municipalityId, kind: 'sheet', itemId: newId() },
      ...{ dueOn: '2026-10-15', quantity: 1 },
    })
    .execute();
  return disposalId;
}
