import { sql } from 'kysely';
import { coversDiffer, declaredCounts } from '../../rules/batch-closing.ts';
import type { BatchView, Imbalance } from '../../schemas/api/intake.ts';
import type { CoverClaim, CoverProblem } from '../../schemas/cover.ts';
import type { Db, Tx } from '../database.ts';

type Cover = Readonly<{ batchId: string; cover: CoverClaim; coverProblem: CoverProblem | null }>;

/** The covers lying in these batches, those that may file nothing among them. A taken-back one leaves its mark. */
export async function coversIn(db: Db | Tx, batchIds: readonly string[]): Promise<Cover[]> {
  const rows = await db
    .selectFrom('sheets')
    .select(['batchId', 'cover', 'coverProblem', 'state'])
    .where('batchId', 'in', batchIds)
    .where('cover', 'is not', null)
    .execute();
  return rows.flatMap(({ batchId, cover, coverProblem, state }) =>
    cover !== null && (state === 'cover' || coverProblem !== null)
      ? [{ batchId, cover, coverProblem }]
      : [],
  );
}

type Record = Pick<BatchView, 'institutionCode' | 'month' | 'declaredSheets'>;

/** The counts its own covers declare, each once. */
export const declaredOn = (covers: readonly Cover[]): number[] =>
  declaredCounts({ declaredSheets: null }, ownOf(covers));

const ownOf = (covers: readonly Cover[]): CoverClaim[] =>
  covers.filter(({ coverProblem }) => coverProblem === null).map(({ cover }) => cover);

/** What the covers of one batch say against its record and against the paper that is there. */
export function coverImbalances(
  record: Record,
  covers: readonly Cover[],
  papers: number,
): Imbalance[] {
  const own = ownOf(covers);
  const imbalance: Imbalance[] = [];
  if (covers.length > own.length) imbalance.push('cover_unknown');
  if (coversDiffer(record, own)) imbalance.push('cover_differs');
  if (declaredCounts(record, own).some((count) => count !== papers))
    imbalance.push('declared_count');
  return imbalance;
}

/** Batches a file with a gap in its numbers was handed into, or has pages in: the page may belong to any of them. */
export async function batchesMissingPages(
  db: Db | Tx,
  batchIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('originals')
    .leftJoin('sheets', 'sheets.originalId', 'originals.originalId')
    .select(['originals.batchId as handedInto', 'sheets.batchId as filedIn'])
    .distinct()
    .where(sql<boolean>`originals.missing_pages <> '{}'`)
    .where((eb) =>
      eb.or([eb('originals.batchId', 'in', batchIds), eb('sheets.batchId', 'in', batchIds)]),
    )
    .execute();
  return new Set(rows.flatMap(({ handedInto, filedIn }) => [handedInto, filedIn ?? handedInto]));
}

/**
 * Batches whose files have a page elsewhere that nobody has looked at yet. If it is a cover, pages may come back
 * from where another cover took them.
 */
export async function batchesAwaitingPages(
  db: Db | Tx,
  batchIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('originals')
    .innerJoin('sheets', 'sheets.originalId', 'originals.originalId')
    .select('originals.batchId')
    .distinct()
    .where('originals.batchId', 'in', batchIds)
    .where('sheets.state', '=', 'received')
    .execute();
  return new Set(rows.map((row) => row.batchId));
}
