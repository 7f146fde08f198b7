import type { OriginalView } from '../../schemas/api/intake.ts';
import type { Db } from '../database.ts';
import { viewOf } from './originals.ts';

/** The files handed into a batch, and those of which a cover brought pages here, in the order they came. */
export async function listOriginals(
  db: Db,
  municipalityId: string,
  batchId: string,
): Promise<OriginalView[]> {
  const rows = await db
    .selectFrom('originals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where((eb) =>
      eb.or([
        eb('batchId', '=', batchId),
        eb('originalId', 'in', (sub) =>
          sub
            .selectFrom('sheets')
            .select('sheets.originalId')
            .where('sheets.batchId', '=', batchId),
        ),
      ]),
    )
    .orderBy('receivedAt')
    .orderBy('originalId')
    .execute();
  const ids = rows.map((row) => row.originalId);
  const pages = Map.groupBy(await pagesOf(db, ids), ({ originalId }) => originalId);
  return rows.map((row) => {
    const own = pages.get(row.originalId) ?? [];
    const count = (among: typeof own) => among.reduce((sum, page) => sum + page.count, 0);
    const at = (state: (typeof own)[number]['state']) =>
      count(own.filter((page) => page.state === state));
    const pagesWaiting = {
      preprocess: at('received'),
      read: at('preprocessed'),
      check: at('read'),
    };
    const { preprocess, read, check } = pagesWaiting;
    return {
      ...viewOf(row),
      pages: count(own),
      pagesDone: count(own) - preprocess - read - check,
      pagesWaiting,
      pagesHere: count(own.filter((page) => page.batchId === batchId)),
    };
  });
}

async function pagesOf(db: Db, originalIds: readonly string[]) {
  if (originalIds.length === 0) return [];
  return db
    .selectFrom('sheets')
    .select(['originalId', 'batchId', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('originalId', 'in', originalIds)
    .groupBy(['originalId', 'batchId', 'state'])
    .execute();
}
