import { type Selectable, sql } from 'kysely';
import type { DeadLetterView, ListedDeadLetter } from '../../schemas/api/queue.ts';
import { SheetJob, SplitJob } from '../../schemas/jobs.ts';
import type { Db, Tx } from '../database.ts';
import type { DeadLetters } from '../tables/intake-tables.ts';

export type Letter = Selectable<DeadLetters>;

const PAGE_SIZE = 100;

/** Those nobody has dealt with, the oldest first; or what was decided, the latest first. */
export async function listDeadLetters(
  db: Db,
  municipalityId: string,
  { offset, decided }: { offset: number; decided: boolean },
): Promise<{ items: ListedDeadLetter[]; total: number }> {
  const wanted = db
    .selectFrom('deadLetters')
    .where('deadLetters.municipalityId', '=', municipalityId)
    .where('resolvedAt', decided ? 'is not' : 'is', null);
  const { total } = await wanted
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await withPlace(wanted)
    .selectAll('deadLetters')
    .select(['batches.batchId', 'batches.label', 'originals.fileName', 'sheets.pageNumber'])
    .orderBy(decided ? 'resolvedAt' : 'failedAt', decided ? 'desc' : 'asc')
    .orderBy('deadLetterId')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  return { items: rows.map(listed), total };
}

export async function countOpenLetters(db: Db, municipalityId: string): Promise<number> {
  const { count } = await db
    .selectFrom('deadLetters')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('municipalityId', '=', municipalityId)
    .where('resolvedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** How many of each batch wait for somebody to decide. */
export async function givenUpByBatch(
  db: Db | Tx,
  batchIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await withPlace(db.selectFrom('deadLetters').where('resolvedAt', 'is', null))
    .where('batches.batchId', 'in', batchIds)
    .groupBy('batches.batchId')
    .select(['batches.batchId', (eb) => eb.fn.countAll<number>().as('count')])
    .execute();
  return new Map(
    rows.flatMap(({ batchId, count }) => (batchId === null ? [] : [[batchId, count]])),
  );
}

const open = (db: Db) => db.selectFrom('deadLetters');

/** A letter names a file or a page; the paper's batch and file are found from either. */
const withPlace = (letters: ReturnType<typeof open>) =>
  letters
    .leftJoin('sheets', (join) =>
      join.on(sql<boolean>`sheets.sheet_id = (dead_letters.payload ->> 'sheetId')::uuid`),
    )
    .leftJoin('originals', (join) =>
      join.on(
        sql<boolean>`originals.original_id
          = coalesce(sheets.original_id, (dead_letters.payload ->> 'originalId')::uuid)`,
      ),
    )
    .leftJoin('batches', 'batches.batchId', 'originals.batchId');

type Placed = Letter & {
  batchId: string | null;
  label: string | null;
  fileName: string | null;
  pageNumber: number | null;
};

function listed(row: Placed): ListedDeadLetter {
  const { batchId, label, fileName, pageNumber } = row;
  const batch = batchId === null || label === null ? null : { batchId, label };
  return { ...viewOf(row), batch, fileName, pageNumber };
}

export function subjectOf({ queue, payload }: Letter): {
  originalId: string | null;
  sheetId: string | null;
} {
  return queue === 'split'
    ? { originalId: SplitJob.parse(payload).originalId, sheetId: null }
    : { originalId: null, sheetId: SheetJob.parse(payload).sheetId };
}

export function viewOf(letter: Letter): DeadLetterView {
  const { deadLetterId, queue, errorCode, attempts, resolution, reason } = letter;
  const { originalId, sheetId } = subjectOf(letter);
  return {
    deadLetterId,
    queue,
    originalId,
    sheetId,
    errorCode,
    attempts,
    failedAt: letter.failedAt.toISOString(),
    resolution,
    resolvedAt: letter.resolvedAt?.toISOString() ?? null,
    reason,
  };
}
