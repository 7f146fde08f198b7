import { type Selectable, sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { LedgerCheckpoints, LedgerContents, LedgerEntries } from '../tables/entry-tables.ts';
import type { Keyings, Signatures } from '../tables/review-tables.ts';

export type Entry = Selectable<LedgerEntries>;
export type Content = Selectable<LedgerContents>;
export type Checkpoint = Selectable<LedgerCheckpoints>;

/** One stretch of the ledger with everything its leaves speak of. */
export type Stretch = Readonly<{
  entries: readonly Entry[];
  contents: readonly Content[];
  checkpoints: readonly Checkpoint[];
  signatures: ReadonlyArray<Selectable<Signatures>>;
  keyings: ReadonlyArray<Selectable<Keyings>>;
}>;

/** In the order of the leaves. Nothing is taken for granted: the index of a leaf may have been tampered with. */
export async function* stretches(
  tx: Tx,
  municipalityId: string,
  length: number,
): AsyncGenerator<Stretch> {
  let before = 0;
  for (let last: Entry | undefined; ; ) {
    let query = tx
      .selectFrom('ledgerEntries')
      .selectAll()
      .where('municipalityId', '=', municipalityId);
    if (last !== undefined) {
      query = query.where(
        sql<boolean>`(leaf_index, entry_id) > (${last.leafIndex}, ${last.entryId}::uuid)`,
      );
    }
    const entries = await query.orderBy('leafIndex').orderBy('entryId').limit(length).execute();
    last = entries.at(-1);
    if (last === undefined) return;
    yield { entries, ...(await rowsOf(tx, municipalityId, entries, before)) };
    before += entries.length;
  }
}

async function rowsOf(
  tx: Tx,
  municipalityId: string,
  entries: readonly Entry[],
  before: number,
): Promise<Omit<Stretch, 'entries'>> {
  const rounds = entries.map(({ roundId }) => roundId);
  const ids = entries.map(({ entryId }) => entryId);
  return {
    contents: await tx
      .selectFrom('ledgerContents')
      .selectAll()
      .where('municipalityId', '=', municipalityId)
      .where('entryId', 'in', ids)
      .execute(),
    checkpoints: await tx
      .selectFrom('ledgerCheckpoints')
      .selectAll()
      .where('municipalityId', '=', municipalityId)
      .where('treeSize', '>', before)
      .where('treeSize', '<=', before + entries.length)
      .execute(),
    signatures: await tx
      .selectFrom('signatures')
      .selectAll()
      .where('municipalityId', '=', municipalityId)
      .where('roundId', 'in', rounds)
      .execute(),
    keyings: await tx
      .selectFrom('keyings')
      .selectAll()
      .where('municipalityId', '=', municipalityId)
      .where('roundId', 'in', rounds)
      .execute(),
  };
}

/** Contents whose entry is gone. */
export async function contentsWithoutEntry(tx: Tx, municipalityId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('ledgerContents as content')
    .select('content.entryId')
    .where('content.municipalityId', '=', municipalityId)
    .where(
      sql<boolean>`not exists (select from ledger_entries e where e.entry_id = content.entry_id
        and e.municipality_id = content.municipality_id)`,
    )
    .execute();
  return rows.map(({ entryId }) => entryId);
}

/** Reviews that ended in a commitment and have no entry: the newest leaf cannot be cut off unnoticed. */
export async function roundsWithoutEntry(tx: Tx, municipalityId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('reviewRounds as round')
    .select('round.roundId')
    .where('round.municipalityId', '=', municipalityId)
    .where('round.state', '=', 'committed')
    .where(
      sql<boolean>`not exists (select from ledger_entries e where e.round_id = round.round_id
        and e.municipality_id = round.municipality_id)`,
    )
    .execute();
  return rows.map(({ roundId }) => roundId);
}

/** Sizes that a checkpoint was signed for and that the tree of `entries` leaves never had. */
export async function sizesWithoutLeaf(
  tx: Tx,
  municipalityId: string,
  entries: number,
): Promise<number[]> {
  const rows = await tx
    .selectFrom('ledgerCheckpoints')
    .select('treeSize')
    .where('municipalityId', '=', municipalityId)
    .where((eb) => eb.or([eb('treeSize', '>', entries), eb('treeSize', '<', 1)]))
    .execute();
  return rows.map(({ treeSize }) => treeSize);
}

export async function checkpointSummary(
  tx: Tx,
  municipalityId: string,
): Promise<{ checkpoints: number; rootHash: string | null }> {
  const { checkpoints } = await tx
    .selectFrom('ledgerCheckpoints')
    .select((eb) => eb.fn.countAll<number>().as('checkpoints'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const newest = await tx
    .selectFrom('ledgerCheckpoints')
    .select('rootHash')
    .where('municipalityId', '=', municipalityId)
    .orderBy('treeSize', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { checkpoints, rootHash: newest?.rootHash ?? null };
}
