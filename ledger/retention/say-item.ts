import type { DisposalItem } from '../../schemas/api/retention.ts';
import type { Db, Tx } from '../database.ts';

type Bare = Omit<DisposalItem, 'entryNumber' | 'vaccinationDate'>;

/** Which sheet of the ledger that is, as long as the ledger knows. */
export async function describeItems(db: Db | Tx, items: readonly Bare[]): Promise<DisposalItem[]> {
  const sheetIds = items.filter(({ kind }) => kind === 'record').map(({ itemId }) => itemId);
  const rows =
    sheetIds.length === 0
      ? []
      : await db
          .selectFrom('ledgerEntries as entry')
          .leftJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
          .select(['entry.sheetId', 'entry.leafIndex', 'content.content'])
          .where('entry.sheetId', 'in', sheetIds)
          .orderBy('entry.leafIndex')
          .execute();
  const newest = new Map(rows.map((row) => [row.sheetId, row]));
  return items.map((item) => {
    const row = newest.get(item.itemId);
    return {
      ...item,
      entryNumber: row === undefined ? null : row.leafIndex,
      vaccinationDate: row?.content?.record.vaccinationDate ?? null,
    };
  });
}
