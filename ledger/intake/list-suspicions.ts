import type { z } from 'zod';
import { QUARANTINE_HOURS, quarantineLimit } from '../../rules/quarantine.ts';
import type { numbersApi, SuspicionView } from '../../schemas/api/numbers.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';

const PAGE_SIZE = 50;

type Listed = z.output<(typeof numbersApi)['suspicions']['reply']>;

/** Those nobody has decided, the oldest first; or what was decided, the latest first. */
export async function listSuspicions(
  db: Db,
  { actor: { municipalityId }, now }: ActContext,
  { offset, decided }: { offset: number; decided: boolean },
): Promise<Listed> {
  const limit = quarantineLimit(now);
  const counts = await countSuspicions(db, municipalityId, limit);
  const rows = await db
    .selectFrom('numberSuspicions as suspicion')
    .innerJoin('sheets', 'sheets.sheetId', 'suspicion.sheetId')
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .leftJoin('accounts', 'accounts.accountId', 'suspicion.decidedBy')
    .leftJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .select(['suspicionId', 'suspicion.sheetId', 'suspicion.areas', 'suspicion.state'])
    .select(['foundAt', 'decidedAt', 'displayName as decidedBy', 'fileName', 'pageNumber'])
    .select(['batches.batchId', 'batches.label', 'widthPx', 'heightPx', 'imageHash'])
    .where('suspicion.municipalityId', '=', municipalityId)
    .where('suspicion.state', decided ? '<>' : '=', 'waiting')
    .orderBy(decided ? 'decidedAt' : 'foundAt', decided ? 'desc' : 'asc')
    .orderBy('suspicionId')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  const items = rows.map(
    ({ batchId, label, foundAt, decidedAt, ...row }): SuspicionView => ({
      ...row,
      batch: { batchId, label },
      foundAt: foundAt.toISOString(),
      decidedAt: decidedAt?.toISOString() ?? null,
      overdue: row.state === 'waiting' && foundAt < limit,
    }),
  );
  const total = decided ? counts.confirmed + counts.restored : counts.waiting;
  const filesOverdue = await countLateContainers(db, municipalityId, limit);
  return { items, total, ...counts, limitHours: QUARANTINE_HOURS, filesOverdue };
}

async function countSuspicions(db: Db, municipalityId: string, limit: Date) {
  const { waiting, overdue, confirmed, restored } = await db
    .selectFrom('numberSuspicions')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
      fn
        .countAll<number>()
        .filterWhere('state', '=', 'waiting')
        .filterWhere('foundAt', '<', limit)
        .as('overdue'),
      fn.countAll<number>().filterWhere('state', '=', 'confirmed').as('confirmed'),
      fn.countAll<number>().filterWhere('state', '=', 'restored').as('restored'),
    ])
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return { waiting, overdue, confirmed, restored };
}

/** Files as they came that are still kept: refused and not dealt with, or with a page that nobody could look through. */
async function countLateContainers(db: Db, municipalityId: string, limit: Date): Promise<number> {
  const { count } = await db
    .selectFrom('originals')
    .innerJoin('blobs', 'blobs.blobId', 'originals.blobId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('originals.municipalityId', '=', municipalityId)
    .where('blobs.wrappedKey', 'is not', null)
    .where('receivedAt', '<', limit)
    .executeTakeFirstOrThrow();
  return count;
}
