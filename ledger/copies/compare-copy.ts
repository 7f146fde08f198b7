import { setImmediate as breathe } from 'node:timers/promises';
import { sql } from 'kysely';
import type { CopyKeys } from '../../rules/exports/copy-key.ts';
import type { StandingEntry } from '../../rules/exports/lines.ts';
import type { CopyDifferenceKind } from '../../schemas/copies.ts';
import type { Tx } from '../database.ts';
import type { CopyReader } from '../exports/csv-format.ts';
import { entryGroups, type Selection } from '../exports/standing-entries.ts';
import type { CopyLine, CopyLines } from './copy-lines.ts';

/** One difference, with what tells it from others while it is found; only digests of it are kept. */
export type Found = Readonly<{
  kind: CopyDifferenceKind;
  entryId: string | null;
  entryNumber: number | null;
  residentId: string | null;
  columns: readonly string[];
  copyLine: number | null;
  /** Of which record. */
  identity: string;
  /** What is different, in the copy's words. */
  content: string;
}>;

export type Compared = Readonly<{ entries: number; same: number; lines: number }>;

/** Entries in memory at a time, each with its line. */
const AT_A_TIME = 500;

type Deps = Readonly<{
  tx: Tx;
  selection: Selection;
  keys: CopyKeys;
  reader: CopyReader;
  lines: CopyLines;
}>;

/** Lays the copy beside the entries that stand, page by page; every difference goes to `keep` in batches. */
export async function compareCopy(
  deps: Deps,
  keep: (found: readonly Found[]) => Promise<void>,
): Promise<Compared> {
  let entries = 0;
  let same = 0;
  for await (const page of inPages(entryGroups(deps.tx, deps.selection))) {
    const found = await comparePage(deps, page);
    entries += page.length;
    same += page.length - found.length;
    await keep(found);
    await breathe();
  }
  for await (const left of deps.lines.left()) {
    await keep(await restOf(deps, left));
    await breathe();
  }
  return { entries, same, lines: deps.lines.count };
}

async function* inPages(
  groups: AsyncIterable<readonly StandingEntry[]>,
): AsyncGenerator<StandingEntry[]> {
  let page: StandingEntry[] = [];
  for await (const group of groups) {
    page.push(...group);
    if (page.length < AT_A_TIME) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function comparePage(deps: Deps, page: readonly StandingEntry[]): Promise<Found[]> {
  const { lines, reader } = deps;
  const named = await namesOf(deps, page);
  const found = await lines.find([...new Set([...named.values()].flat())]);
  const taken: number[] = [];
  const different = page.flatMap((entry): Found[] => {
    const line = firstOf(found, named.get(entry.entryId) ?? []);
    const about = {
      ...{ entryId: entry.entryId, entryNumber: entry.leafIndex },
      ...{ residentId: entry.record.residentId, identity: `sheet ${entry.sheetId}` },
    };
    if (line === undefined) {
      return [{ kind: 'only_ledger', ...about, columns: [], copyLine: null, content: '' }];
    }
    taken.push(line.line);
    const apart = reader.compare(line.cells, entry).filter(({ agrees }) => !agrees);
    if (apart.length === 0) return [];
    const content = JSON.stringify(apart.map(({ column, file }) => [column, file]));
    const columns = apart.map(({ column }) => column);
    return [{ kind: 'differing', ...about, columns, copyLine: line.line, content }];
  });
  await lines.take(taken);
  return different;
}

/** Takes a line out of those that were found: no line is compared with two entries. */
function firstOf(
  found: ReadonlyMap<string, CopyLine[]>,
  names: readonly string[],
): CopyLine | undefined {
  for (const name of names) {
    const line = found.get(name)?.shift();
    if (line !== undefined) return line;
  }
  return undefined;
}

/** What an entry may be called in the copy: its own name first, then those of the words it superseded, the newest first. */
async function namesOf(
  { tx, selection, keys }: Deps,
  page: readonly StandingEntry[],
): Promise<ReadonlyMap<string, string[]>> {
  const older = new Map<string, number[]>();
  if (keys.byNumber) {
    const { rows } = await sql<{ sheetId: string; leafIndex: number }>`
      select sheet_id, leaf_index from ledger_entries
      where municipality_id = ${selection.municipalityId} and leaf_index < ${selection.treeSize}
        and sheet_id = any(${page.map(({ sheetId }) => sheetId)}::uuid[]) order by leaf_index desc`.execute(
      tx,
    );
    for (const { sheetId, leafIndex } of rows) {
      older.set(sheetId, [...(older.get(sheetId) ?? []), leafIndex]);
    }
  }
  return new Map(
    page.map((entry) => {
      const own = keys.ofEntry(entry);
      const before = (older.get(entry.sheetId) ?? []).map((number) => keys.ofNumber(number));
      return [entry.entryId, [...new Set([...(own === null ? [] : [own]), ...before])]];
    }),
  );
}

/** Lines that no entry that stands answers to; an entry that stood once, or was voided, is named where the line names one. */
async function restOf(
  { tx, selection, keys }: Deps,
  left: ReadonlyArray<CopyLine & { twice: boolean }>,
): Promise<Found[]> {
  const numbers = left.map(({ cells }) => Number(keys.cellOf(cells, 'entryNumber') ?? Number.NaN));
  const { rows } = await sql<{ entryId: string; leafIndex: number }>`
    select entry_id, leaf_index from ledger_entries
    where municipality_id = ${selection.municipalityId} and leaf_index < ${selection.treeSize}
      and leaf_index = any(${numbers.filter(Number.isSafeInteger)}::bigint[])`.execute(tx);
  const entryIds = new Map(rows.map(({ entryId, leafIndex }) => [leafIndex, entryId]));
  return left.map(({ line, cells, twice }, index) => {
    const number = numbers[index] ?? Number.NaN;
    const entryId = entryIds.get(number) ?? null;
    return {
      kind: twice ? 'twice' : 'only_copy',
      ...{ entryId, entryNumber: entryId === null ? null : number },
      residentId: keys.cellOf(cells, 'residentId'),
      ...{ columns: [], copyLine: line },
      identity: `copy ${keys.ofLine(cells) ?? JSON.stringify(cells)}`,
      content: JSON.stringify(cells),
    };
  });
}
