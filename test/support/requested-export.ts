import type { ActContext } from '../../ledger/act-context.ts';
import type { Db } from '../../ledger/database.ts';
import { exportProfiles } from '../../ledger/exports/profiles.ts';
import { newId } from '../../runtime/ids.ts';

/** An output that waits for its approval, as the list has it, of a ledger that nobody asks for. */
export async function requestedExport(db: Db, { actor, now }: ActContext): Promise<string> {
  const { municipalityId } = actor;
  const [profile] = await exportProfiles(null);
  const { staffMemberId } = await db
    .selectFrom('staffMembers')
    .select('staffMemberId')
    .where('municipalityId', '=', municipalityId)
    .limit(1)
    .executeTakeFirstOrThrow();
  const exportId = newId();
  const filter = { batchId: null, institutionCode: null, from: null, to: null, programme: null };
  await db
    .insertInto('exports')
    .values({
      ...{ exportId, municipalityId, exportNumber: 1, state: 'requested', leaveOut: false },
      ...{ purpose: '県への月次報告', recipient: '大阪府', treeSize: 1, rootHash: '0'.repeat(64) },
      ...{ entries: 1, needsApproval: true, requestedBy: staffMemberId, requestedAt: now },
      profile: JSON.stringify(profile),
      filter: JSON.stringify(filter),
    })
    .execute();
  return exportId;
}
