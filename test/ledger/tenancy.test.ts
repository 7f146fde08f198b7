import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerWorld, type World } from '../support/ledger-world.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('tenancy');
});
afterAll(() => world.close());

/** What belongs to no municipality: the program's own books, and files of which nobody knows whose they are. */
const OURS = ['migrations', 'orphan_blobs', 'sheet_transitions', 'worker_processes'];

test('every table says whose row it is', async () => {
  const { rows } = await world.owner.query<{ name: string; tenant: boolean }>(
    `select t.table_name as name, bool_or(c.column_name = 'municipality_id') as tenant
     from information_schema.tables t
     join information_schema.columns c using (table_schema, table_name)
     where t.table_schema = 'yoshin' group by 1`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !row.tenant).map((row) => row.name)).toEqual(OURS);
});

test('nothing of one municipality can point at a thing of another', async () => {
  const { rows } = await world.owner.query<{ name: string }>(
    `select conrelid::regclass || '.' || conname as name from pg_constraint
     where contype = 'f' and connamespace = 'yoshin'::regnamespace
       and confrelid not in ('yoshin.municipalities'::regclass, 'yoshin.accounts'::regclass)
       and not exists (
         select from unnest(conkey) k join pg_attribute a on a.attrelid = conrelid and a.attnum = k
         where a.attname = 'municipality_id')`,
  );
  expect(rows).toEqual([]);
});
