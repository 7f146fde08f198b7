import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { CopyKeys } from '../../rules/exports/copy-key.ts';
import { openTermVault } from '../../runtime/term-vault.ts';
import type { Tx } from '../database.ts';

/** A line of the copy as it was read. */
export type CopyLine = Readonly<{ line: number; cells: readonly string[] }>;

/** Every line of a copy, to be found by its key: in a table for the length of the transaction, not in memory. */
export type CopyLines = Readonly<{
  count: number;
  /** Lines with these keys that nothing was compared with yet, by key. */
  find(keys: readonly string[]): Promise<ReadonlyMap<string, CopyLine[]>>;
  take(lines: readonly number[]): Promise<void>;
  /** Those that nothing was compared with, in the order of the file; `twice`: another line of their key was. */
  left(): AsyncGenerator<ReadonlyArray<CopyLine & { twice: boolean }>>;
}>;

const BATCH = 1_000;
const PLACE = 'yoshin-copy-line-1';

/** The database gets them sealed with a key that this process forgets: temporary tables lie on a disk too. */
export async function stageCopyLines(
  tx: Tx,
  keys: CopyKeys,
  lines: AsyncIterable<readonly string[]>,
): Promise<CopyLines> {
  const vault = openTermVault(randomBytes(32));
  const digestOf = (key: string) => vault.digest(PLACE, key);
  const open = (sealed: string): string[] => JSON.parse(vault.open(PLACE, sealed) ?? '[]');
  await sql`create temporary table copy_lines (line integer not null, key text, sealed text not null,
    taken boolean not null default false) on commit drop`.execute(tx);
  let batch: Array<{ line: number; key: string | null; sealed: string }> = [];
  let count = 0;
  const write = async () => {
    if (batch.length > 0) {
      await sql`insert into copy_lines (line, key, sealed) select * from unnest(
        ${batch.map(({ line }) => line)}::integer[], ${batch.map(({ key }) => key)}::text[],
        ${batch.map(({ sealed }) => sealed)}::text[])`.execute(tx);
    }
    batch = [];
  };
  for await (const cells of lines) {
    count += 1;
    const key = keys.ofLine(cells);
    const sealed = vault.seal(PLACE, JSON.stringify(cells));
    batch.push({ line: count, key: key === null ? null : digestOf(key), sealed });
    if (batch.length === BATCH) await write();
  }
  await write();
  await sql`create index on copy_lines (key)`.execute(tx);
  await sql`create index on copy_lines (line)`.execute(tx);
  await sql`analyze copy_lines`.execute(tx);
  return {
    count,
    find: async (wanted) => {
      const byDigest = new Map(wanted.map((key) => [digestOf(key), key]));
      const { rows } = await sql<{ line: number; key: string; sealed: string }>`
        select line, key, sealed from copy_lines
        where key = any(${[...byDigest.keys()]}::text[]) and not taken order by line`.execute(tx);
      const found = rows.map(({ line, key, sealed }) => ({
        key: byDigest.get(key) ?? '',
        ...{ line, cells: open(sealed) },
      }));
      return Map.groupBy(found, ({ key }) => key);
    },
    take: async (taken) => {
      await sql`update copy_lines set taken = true where line = any(${[...taken]}::integer[])`.execute(
        tx,
      );
    },
    left: async function* () {
      for (let last = 0; ; ) {
        const { rows } = await sql<{ line: number; sealed: string; twice: boolean }>`
          select l.line, l.sealed, exists (select from copy_lines o where o.key = l.key and o.taken) as twice
          from copy_lines l where not l.taken and l.line > ${last} order by l.line limit ${BATCH}`.execute(
          tx,
        );
        if (rows.length === 0) return;
        yield rows.map(({ line, sealed, twice }) => ({ line, cells: open(sealed), twice }));
        last = rows.at(-1)?.line ?? last;
      }
    },
  };
}
