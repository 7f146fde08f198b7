import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { commitSheet } from '../support/review-steps.ts';

let world: World;

beforeAll(async () => {
  world = await ledgerWorld('verify_ledger');
  const a = await world.person('anna', ['reviewer']);
  const b = await world.person('botan', ['reviewer']);
  for (let count = 0; count < 5; count += 1) {
    await commitSheet(world, { a, b }, await world.checkedSheet());
  }
});
afterAll(() => world.close());

// Two at a time: what holds for five entries holds across the seams.
const verify = () => verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem, 2);

type Row = Record<string, unknown>;
const sql = async (text: string, values: unknown[] = []): Promise<Row[]> =>
  (await world.owner.query<Row>(text, values)).rows;

const TABLES = {
  ledger_entries: 'entry_id',
  ledger_contents: 'entry_id',
  ledger_checkpoints: 'tree_size',
  signatures: 'signature_id',
  keyings: 'keying_id',
} as const;

/** The strongest hand there is: somebody who owns the tables and has taken every guard away. */
beforeAll(async () => {
  for (const table of Object.keys(TABLES)) await sql(`alter table ${table} disable trigger user`);
  const constraints = await sql(
    `select conname as name, conrelid::regclass::text as "table" from pg_constraint
     where conrelid::regclass::text = any($1) and contype in ('f', 'c')`,
    [Object.keys(TABLES)],
  );
  for (const { name, table } of constraints) {
    await sql(`alter table ${String(table)} drop constraint ${String(name)}`);
  }
});

/** The same value with one character, digit or unit changed. */
function changed(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (value instanceof Date) return new Date(value.getTime() + 1);
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string' && /[a-z]/i.test(value)) {
    return value.replace(/[0-9a-z]/i, (c) => (c === '1' ? '2' : '1'));
  }
  if (typeof value === 'string') return `${value}1`;
  const text = JSON.stringify(value);
  // The first character of a value, not of a key: keys are names we chose.
  const other = text.replace(
    /([:[]")([^"])/,
    (_all, before, c) => before + (c === '1' ? '2' : '1'),
  );
  expect(other).not.toBe(text);
  return other;
}

test('an untouched ledger has nothing to report', async () => {
  expect(await verify()).toMatchObject({ entries: 5, checkpoints: 5, problems: [] });
  expect(await verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem)).toEqual(await verify());
});

test.each(Object.entries(TABLES))(
  'one changed byte in any column of %s is named with its row',
  async (table, key) => {
    const [victim = {}] = await sql(`select * from ${table} order by ${key} offset 2 limit 1`);
    const columns = Object.keys(victim).filter((name) => victim[name] !== null);
    expect(columns.length).toBeGreaterThan(4);
    for (const name of columns) {
      const value = changed(victim[name]);
      const stored = typeof victim[name] === 'object' && !(victim[name] instanceof Date);
      const before = stored ? JSON.stringify(victim[name]) : victim[name];
      const row = name === key ? value : victim[key];
      await sql(`update ${table} set ${name} = $1 where ${key} = $2`, [value, victim[key]]);
      const { problems } = await verify();
      expect(
        problems.map((problem) => problem.problem),
        name,
      ).not.toEqual([]);
      await sql(`update ${table} set ${name} = $1 where ${key} = $2`, [before, row]);
    }
    expect((await verify()).problems).toEqual([]);
  },
);

test('the row that was changed is the row that is named', async () => {
  const [entry = {}] = await sql('select entry_id from ledger_entries where leaf_index = 3');
  await sql(
    `update ledger_contents set content = jsonb_set(content, '{record,lotNumber}', '"EK9161"')
     where entry_id = $1`,
    [entry['entry_id']],
  );
  expect((await verify()).problems).toEqual([
    { table: 'ledger_contents', row: entry['entry_id'], problem: 'content_differs' },
  ]);
  await sql(
    `update ledger_contents set content = jsonb_set(content, '{record,lotNumber}', '"EK9160"')
     where entry_id = $1`,
    [entry['entry_id']],
  );
});

test('two entries that changed places are named, each by its row', async () => {
  const rows = await sql(
    'select entry_id from ledger_entries where leaf_index in (1, 3) order by 1',
  );
  const swap = async () => {
    for (const [from, to] of [
      [1, 99],
      [3, 1],
      [99, 3],
    ]) {
      await sql('update ledger_entries set leaf_index = $1 where leaf_index = $2', [to, from]);
    }
  };
  await swap();
  const { problems } = await verify();
  for (const { entry_id } of rows) {
    expect(problems).toContainEqual({
      ...{ table: 'ledger_entries', row: entry_id, problem: 'leaf_hash_differs' },
    });
  }
  await swap();
  expect((await verify()).problems).toEqual([]);
});

test('a salt written otherwise is named, though it decodes to the same bytes', async () => {
  const at = 'where entry_id = (select entry_id from ledger_entries where leaf_index = 2)';
  const salts = (change: string) => `update ledger_contents set salts = ${change} ${at}`;
  await sql(salts("jsonb_set(salts, '{reason}', to_jsonb(upper(salts ->> 'reason')))"));
  expect((await verify()).problems.map((each) => each.problem)).toEqual(
    expect.arrayContaining(['content_differs']),
  );
  await sql(salts("jsonb_set(salts, '{reason}', to_jsonb(lower(salts ->> 'reason')))"));
});

test('the newest leaf cannot be cut off: the review that made it is still there', async () => {
  await sql('begin');
  const newest = '(select entry_id from ledger_entries where leaf_index = 4)';
  await sql('create temporary table kept as select * from ledger_checkpoints where tree_size = 5');
  await sql(
    `create temporary table kept_contents as select * from ledger_contents where entry_id = ${newest}`,
  );
  await sql(
    'create temporary table kept_entries as select * from ledger_entries where leaf_index = 4',
  );
  await sql('delete from ledger_checkpoints where tree_size = 5');
  await sql(`delete from ledger_contents where entry_id = ${newest}`);
  await sql('delete from ledger_entries where leaf_index = 4');
  await sql('commit');
  expect((await verify()).problems.map((each) => each.problem)).toEqual(['entry_missing']);
  await sql('insert into ledger_entries select * from kept_entries');
  await sql('insert into ledger_contents select * from kept_contents');
  await sql('insert into ledger_checkpoints select * from kept');
});

test('a removed entry and a removed checkpoint are named', async () => {
  await sql('delete from ledger_checkpoints where tree_size = 5');
  expect((await verify()).problems).toContainEqual({
    table: 'ledger_checkpoints',
    row: '5',
    problem: 'checkpoint_missing',
  });
  await sql('delete from ledger_entries where leaf_index = 1');
  const { problems } = await verify();
  expect(problems.map((problem) => problem.problem)).toContain('leaf_missing');
  expect(problems.map((problem) => problem.problem)).toContain('content_without_entry');
});

test('a ledger rebuilt by somebody without the signing key does not verify', async () => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
  const { problems } = await verifyLedger(world.db, MUNICIPALITY, other.toString());
  expect(problems.filter((problem) => problem.problem === 'signature_invalid')).not.toEqual([]);
});
