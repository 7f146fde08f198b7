import type { Client } from 'pg';

export type Planted = Readonly<{
  table: string;
  /** The columns of the primary key. */
  key: readonly string[];
  idsOf(municipalityId: string): readonly unknown[][];
}>;

/**
 * Puts one row of each municipality into every table that has any, tables of later migrations too, and takes away
 * whatever else than the policies could refuse something: constraints, triggers and missing grants. For a database that
 * nothing else is asked of.
 */
export async function plantRows(
  owner: Client,
  municipalities: readonly string[],
): Promise<readonly Planted[]> {
  await owner.query(
    'grant select, insert, update, delete on all tables in schema yoshin to yoshin_app',
  );
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'yoshin'::regnamespace and c.relkind in ('r', 'p')
       and a.attname = 'municipality_id' and not a.attisdropped order by 1`,
  );
  const keys = new Map<string, string[]>();
  for (const { name } of tables) keys.set(name, await keyOf(owner, name));
  for (const { name } of tables) await bare(owner, name);
  const planted: Planted[] = [];
  for (const { name } of tables) {
    await owner.query(`delete from ${name}`);
    const ids = new Map<string, unknown[][]>();
    const key = keys.get(name) ?? [];
    for (const [at, municipalityId] of municipalities.entries()) {
      ids.set(municipalityId, [await plant(owner, { name, key, number: at + 1 }, municipalityId)]);
    }
    planted.push({ table: name, key, idsOf: (whose) => ids.get(whose) ?? [] });
  }
  return planted;
}

async function keyOf(owner: Client, name: string): Promise<string[]> {
  const { rows } = await owner.query<{ column: string }>(
    `select a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int[], a.attnum::int)`,
    [name],
  );
  return rows.map(({ column }) => column);
}

async function bare(owner: Client, name: string): Promise<void> {
  const { rows } = await owner.query<{ constraint: string }>(
    `select conname as constraint from pg_constraint where conrelid = $1::regclass and contype in ('c', 'f', 'x', 'u', 'p')
     order by contype = 'p'`,
    [name],
  );
  for (const { constraint } of rows) {
    await owner.query(`alter table ${name} drop constraint if exists "${constraint}" cascade`);
  }
  await owner.query(`alter table ${name} disable trigger user`);
}

/** Made up from the types of the columns. */
async function plant(
  owner: Client,
  { name, key, number }: { name: string; key: readonly string[]; number: number },
  municipalityId: string,
): Promise<unknown[]> {
  const { rows: columns } = await owner.query<{ column: string; made: string }>(
    `select attname as column, case
       when attname = 'municipality_id' then quote_literal($2::text)
       when t.typname = 'uuid' then 'gen_random_uuid()'
       when t.typname in ('timestamptz', 'date') then 'now()'
       when t.typname = 'jsonb' then quote_literal('{}')
       when t.typname = 'bool' then 'true'
       when t.typcategory = 'A' then quote_literal('{}')
       when t.typcategory = 'N' then $3::integer::text
       else quote_literal($2::text) end as made
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [name, municipalityId, number],
  );
  const names = columns.map(({ column }) => `"${column}"`).join(', ');
  const values = columns.map(({ made }) => made).join(', ');
  const { rows } = await owner.query(
    `insert into ${name} (${names}) overriding system value values (${values}) returning ${key.map((one) => `"${one}"`).join(', ')}`,
  );
  return key.map((one) => rows[0]?.[one]);
}
