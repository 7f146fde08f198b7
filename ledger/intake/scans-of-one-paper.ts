import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';

/** Scans of a paper that another sheet of the same batch answers for: on paper there is one of them. */
export async function scansOfOnePaper(
  db: Db | Tx,
  batchIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('sheets')
    .innerJoin('sheets as twin', (join) =>
      join
        .onRef('twin.batchId', '=', 'sheets.batchId')
        .on(sql<boolean>`twin.sheet_id in (sheets.duplicate_of, sheets.replaced_by)`),
    )
    .select(['sheets.batchId', (eb) => eb.fn.countAll<number>().as('count')])
    .where('sheets.batchId', 'in', batchIds)
    .where('sheets.state', 'in', ['duplicate', 'replaced_by_rescan'])
    .groupBy('sheets.batchId')
    .execute();
  return new Map(rows.map((row) => [row.batchId, row.count]));
}
