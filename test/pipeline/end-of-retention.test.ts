import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { verifyLedgerCommand } from '../../cli/commands/verify-ledger.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths } from '../../cli/demo/truth.ts';
import { createLog } from '../../runtime/log.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { type LedgerEntryView, ledgerApi } from '../../schemas/api/ledger.ts';
import { mastersApi } from '../../schemas/api/masters.ts';
import { retentionApi } from '../../schemas/api/retention.ts';
import type { InoculationRecord } from '../../schemas/inoculation-record.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dumpOf } from '../support/retention-world.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

const ACCOUNTS = {
  jimu: 'clerk',
  kakunin: 'reviewer',
  shonin: 'reviewer',
  sekinin: 'supervisor',
  kacho: 'supervisor',
  kanri: 'administrator',
} as const;
const quiet = { show: () => undefined, stop: () => undefined };

let database: TestDatabase;
let redis: TestRedis;
let running: TestProgram;
let owner: pg.Client;
const told = new PassThrough();
const log = buffer(told);

beforeAll(async () => {
  database = await createTestDatabase('end_of_retention');
  redis = await startTestRedis();
  running = await startTestProgram(
    { databaseUrl: database.url, redisUrl: redis.url },
    ACCOUNTS,
    'samples/masters',
    createLog('debug', told),
  );
  owner = new pg.Client({ connectionString: database.url, options: '-c search_path=yoshin' });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await redis.stop();
  await database.drop();
});

const by = (loginName: keyof typeof ACCOUNTS) => logIn(running.address, loginName, PASSWORD);

/** Two people's sheets, each named after its person as scanners never should; both in the ledger. */
async function twoSheets() {
  const clerk = await by('jimu');
  const batch = { label: '試験', institutionCode: null, month: null, declaredSheets: 2 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body: batch });
  for (const name of ['scan_0001.jpg', 'scan_0002.jpg']) {
    const file = new File([await readFile(`samples/scans/${name}`)], name);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  }
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const truths = await truthBySheet(clerk, batchId, await loadTruths('samples/truth'));
  await workThrough(await by('kakunin'), 'verify', truths, () => undefined);
  const second = await by('shonin');
  await workThrough(second, 'approve', truths, () => undefined);
  const { items } = await second.call(ledgerApi.entries, { body: { residentId: null, offset: 0 } });
  const [one, other] = items;
  if (one === undefined || other === undefined) throw new Error('expected two entries');
  await owner.query('update originals set file_name = $2 where original_id = $1', [
    (await owner.query('select original_id from sheets where sheet_id = $1', [one.sheetId])).rows[0]
      ?.original_id,
    `${one.record.name}.jpg`,
  ]);
  return { one, other, second };
}

/** Everything that tells who somebody is, as it is written anywhere. */
function traitsOf(record: InoculationRecord): string[] {
  const { name, kana, address, phone, residentId, ticketCode, ticketNumber, guardianName } = record;
  const traits = [name, kana, address, phone, residentId, ticketCode, ticketNumber, guardianName]
    .filter((trait) => trait !== null)
    .flatMap((trait) => [trait, trait.replaceAll(/[\s　]/g, '')]);
  return [...new Set(traits)];
}

async function filesIn(folder: string): Promise<Array<{ path: string; bytes: Buffer }>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, bytes: await readFile(path) };
    }),
  );
}

/** Where a trait is: `trait: table row`. */
const places = (traits: readonly string[], text: string): string[] =>
  traits.flatMap((trait) =>
    text
      .split('\n')
      .filter((line) => line.includes(trait))
      .map((line) => `${trait}: ${line}`),
  );

/** Everything that is over of all kinds goes: one asks, another approves, the program does it. */
async function dispose(asks: HttpClient, approves: HttpClient) {
  const { asOf, kinds } = await asks.call(retentionApi.preview);
  const wanted = kinds
    .filter(({ kind, items }) => items > 0 && kind !== 'master_history' && kind !== 'audit_terms')
    .map(({ kind, items }) => ({ kind, items }));
  const body = { asOf, kinds: wanted, leftOut: [], reason: '保存期間の満了' };
  // A list that came to nothing has named the person too.
  const withdrawn = await asks.call(retentionApi.request, { body });
  const { disposalId: nothing } = withdrawn;
  await asks.call(retentionApi.withdraw, { params: { disposalId: nothing }, body: {} });
  const { disposalId } = await asks.call(retentionApi.request, { body });
  const params = { disposalId };
  const decision = { approve: true, reason: '一覧を確かめた' };
  await approves.call(retentionApi.decide, { params, body: decision });
  const one = async () => approves.call(retentionApi.one, { params });
  await expect.poll(async () => (await one()).state, { timeout: 60_000 }).toBe('done');
  return one();
}

let one: LedgerEntryView;
let other: LedgerEntryView;
let traits: string[];
let pictures: string[];
const stored = async () =>
  (await filesIn(running.program.config.dataFolder)).map(({ path }) => path.split('/').at(-1));

beforeAll(async () => {
  const { second, ...sheets } = await twoSheets();
  ({ one, other } = sheets);
  traits = traitsOf(one.record);
  const { residentId, name } = one.record;
  if (residentId === null || name === null) throw new Error('expected a person');
  // Somebody looks for the person and at their history: that is in the log, and sealed beside it.
  await second.call(ledgerApi.history, { body: { residentId } });
  const chief = await by('sekinin');
  await chief.call(mastersApi.search, {
    params: { master: 'residents' },
    body: { words: name, birthDate: null, offset: 0 },
  });
  await owner.query(
    `update residents set died_on = case resident_id when $1 then '2021-12-01'::date end,
       moved_out_on = null where resident_id in ($1, $2)`,
    [residentId, other.record.residentId],
  );
  const { rows } = await owner.query(
    `select storage_name from blobs where blob_id in (
       select blob_id from sheets where sheet_id = $1
       union select blob_id from reading_crops join sheet_readings using (reading_id) where sheet_id = $1)`,
    [one.sheetId],
  );
  pictures = rows.map(({ storage_name }) => storage_name);
});

test('before, the person is in many places', async () => {
  expect(traits.length).toBeGreaterThan(5);
  const dump = await dumpOf({ owner });
  const tables = new Set(places(traits, dump).map((place) => place.split(' ')[1]));
  for (const table of ['ledger_contents', 'keyings', 'sheet_readings', 'residents', 'originals']) {
    expect(tables).toContain(table);
  }
  expect(pictures.length).toBeGreaterThan(0);
  expect(await stored()).toEqual(expect.arrayContaining(pictures));
});

test('what is over a year after a death goes, and verify passes', async () => {
  const administrator = await by('kanri');
  // By death, so that the other person's sheet of the same summer stays.
  for (const kind of ['record', 'earlier_dose', 'register'] as const) {
    const basis = kind === 'register' ? 'left' : 'death';
    const body = { kind, basis, years: 1, grounds: '試験' } as const;
    await administrator.call(retentionApi.setRule, { body });
  }
  const chief = await by('sekinin');
  const done = await dispose(chief, await by('kacho'));
  expect(done).toMatchObject({ signature: 'good', isOwn: false });
  for (const kind of ['record', 'register'] as const) {
    const count = done.counts.find((each) => each.kind === kind);
    expect(count).toMatchObject({ items: 1, erased: 1 });
  }
  const params = { disposalId: done.disposalId };
  const pdf = await chief.download(retentionApi.record, { params });
  expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  const lines: string[] = [];
  const options = { municipality: MUNICIPALITY, images: true, json: true };
  const print = (line: string) => void lines.push(line);
  expect(await verifyLedgerCommand(running.program, options, print)).toBe(0);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ entries: 2, disposed: 1, intact: true });
});

test('no row of the database has anything of the person, and the other person has everything', async () => {
  const dump = await dumpOf({ owner });
  expect(places(traits, dump)).toEqual([]);
  const { name, residentId, ticketCode } = other.record;
  for (const trait of [name, residentId, ticketCode]) {
    expect(dump.includes(trait ?? 'somebody')).toBe(true);
  }
});

test('no file has: not the store, not what Redis wrote down, not the log', async () => {
  const left = await stored();
  for (const picture of pictures) expect(left).not.toContain(picture);
  const files = [
    ...(await filesIn(running.program.config.dataFolder)),
    // Redis writes every command it was ever given into its folder.
    ...(await filesIn(redis.folder)),
  ];
  expect(files.some(({ bytes }) => bytes.includes(one.sheetId))).toBe(true);
  await running.close();
  told.end();
  files.push({ path: 'log', bytes: await log });
  for (const { path, bytes } of files) {
    for (const trait of traits) expect([path, bytes.includes(trait)]).toEqual([path, false]);
  }
});
