import { type RawBuilder, sql } from 'kysely';
import { MASTERS, type Master, type MasterKind } from '../../schemas/master-kinds.ts';
import type { Tx } from '../database.ts';
import type { Problems } from './csv-problem.ts';
import { type Line, openMaster } from './read-lines.ts';
import type { MasterSource } from './sources.ts';

/** A file in a table of its own for the length of the transaction, to be compared with its master as a whole. */
export type Staged = Readonly<{
  kind: MasterKind;
  file: string;
  master: Master;
  table: RawBuilder<unknown>;
  /** What the file speaks of, keys included. */
  fields: readonly string[];
  headerOf: (field: string) => string;
}>;

/** Lines that go to the database together. */
const BATCH = 2_000;

const COLUMN_TYPE = {
  text: 'text',
  sex: 'text',
  date: 'date',
  flag: 'boolean',
  yen: 'integer',
} as const;

const typeOf = (master: Master, field: string) =>
  sql.raw(COLUMN_TYPE[master.fields[field] ?? 'text']);
export const tableOf = (kind: MasterKind): RawBuilder<unknown> => sql.table(kind);
const stagedTable = (kind: MasterKind) => sql.table(`staged_${kind}`);

/** Reads a file to its end. Bad lines are told and stay out; `null` where the file cannot be read at all. */
export async function stage(
  tx: Tx,
  { kind, profile, source }: MasterSource,
  problems: Problems,
): Promise<Staged | null> {
  const opened = await openMaster(kind, profile, source, problems);
  if (opened === null) return null;
  const { fields } = opened;
  const master: Master = MASTERS[kind];
  const table = stagedTable(kind);
  const columns = fields.map((field) => sql`${sql.ref(field)} ${typeOf(master, field)}`);
  await sql`create temporary table ${table} (line integer not null, ${sql.join(columns)})
    on commit drop`.execute(tx);
  const staged = { kind, master, table, fields, file: source.file };
  let batch: Line[] = [];
  for await (const line of opened.lines) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    await insertBatch(tx, staged, batch);
    batch = [];
  }
  await insertBatch(tx, staged, batch);
  await sql`analyze ${table}`.execute(tx);
  return { ...staged, headerOf: (field) => profile.columns[field]?.header ?? field };
}

/** One array a column: a batch is one statement with as many parameters as the file has columns. */
async function insertBatch(
  tx: Tx,
  { table, fields, master }: Pick<Staged, 'table' | 'fields' | 'master'>,
  lines: readonly Line[],
): Promise<void> {
  if (lines.length === 0) return;
  const columns = fields.map(
    (field) => sql`${lines.map(({ row }) => row[field])}::${typeOf(master, field)}[]`,
  );
  await sql`insert into ${table} select * from unnest(
    ${lines.map(({ line }) => line)}::integer[], ${sql.join(columns)})`.execute(tx);
}
