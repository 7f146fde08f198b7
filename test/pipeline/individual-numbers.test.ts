import { readdir, readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { FORMS_FOLDER } from '../../cli/program/folders.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { eraseContainers } from '../../ledger/intake/containers.ts';
import { createLog } from '../../runtime/log.ts';
import { drawNumber, drawOver, fours } from '../../samples/generator/draw-number.ts';
import { makeRng } from '../../samples/generator/rng.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { numbersApi, type SuspicionView } from '../../schemas/api/numbers.ts';
import { lookAtPage } from '../../workers/engines/look-at-page.ts';
import { createEngines, type ReadingEngines } from '../../workers/engines/reading-engines.ts';
import { type LoadedTemplate, loadTemplates } from '../../workers/engines/templates.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

// Invented; their check digits hold.
const IN_MARGIN = '260358947265';
const ON_NOTE = '739204815629';
const quiet = { show: () => undefined, stop: () => undefined };
const A4_MM = 210;

let database: TestDatabase;
let redis: TestRedis;
let running: TestProgram;
let clerk: HttpClient;
let batchId: string;
let engines: ReadingEngines;
let forms: LoadedTemplate[];
const logged: string[] = [];

beforeAll(async () => {
  forms = await loadTemplates(FORMS_FOLDER);
  engines = await createEngines({ forms });
  database = await createTestDatabase('individual_numbers');
  redis = await startTestRedis();
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  running = await startTestProgram(
    { databaseUrl: database.url, redisUrl: redis.url },
    { uketsuke: 'clerk', kakunin: 'reviewer' },
    'samples/masters',
    createLog('debug', sink),
  );
  clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const body = { label: '番号', institutionCode: null, month: null, declaredSheets: null };
  ({ batchId } = await clerk.call(intakeApi.createBatch, { body }));
});
afterAll(async () => {
  await running.close();
  await redis.stop();
  await engines.close();
  await database.drop();
});

const upload = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
const settled = () => followBatch(running.program, MUNICIPALITY, batchId, quiet);
const waiting = async () => (await clerk.call(numbersApi.suspicions, {})).items;
const ofFile = async (name: string): Promise<SuspicionView> => {
  const found = (await waiting()).find(({ fileName }) => fileName === name);
  if (found === undefined) throw new Error(`${name} is not suspected`);
  return found;
};
const sample = (name: string) => readFile(`samples/scans/${name}`);
const drawnOn = async (name: string, number: string, way: 'print' | 'hand-fours') => {
  const at = { x: 40, y: 282, size: 5.5 };
  return drawOver(await sample(name), drawNumber(number, way, at, makeRng(name)), A4_MM);
};
const sheet = (sheetId: string) =>
  running.program.db
    .selectFrom('sheets')
    .selectAll()
    .where('sheetId', '=', sheetId)
    .executeTakeFirstOrThrow();
const openable = async () =>
  (await running.program.db.selectFrom('blobs').selectAll().execute()).flatMap(
    ({ wrappedKey, ...row }) => (wrappedKey === null ? [] : [{ ...row, wrappedKey }]),
  );

/** Every file that can still be opened, opened. */
async function openedImages(): Promise<Uint8Array[]> {
  return Promise.all((await openable()).map((ref) => running.program.blobs.get(ref)));
}
const isSuspect = async (image: Uint8Array) =>
  (await lookAtPage(image, null, { forms, engines, findCover: async () => null })).suspicion !==
  null;

test('a number in the margin is masked before anybody sees it, and the sheets beside it go on', async () => {
  await upload('margin.jpg', await drawnOn('scan_0001.jpg', IN_MARGIN, 'hand-fours'));
  await upload('note.jpg', await drawnOn('scan_0002.jpg', ON_NOTE, 'print'));
  await upload('innocent.jpg', new Uint8Array(await sample('scan_0003.jpg')));
  const batch = await settled();
  expect(batch.sheetsByState).toEqual({ checked: 1, number_suspected: 2 });
  expect(batch.imbalance).toContain('pending');
  const { sheetId, areas } = await ofFile('margin.jpg');
  expect(areas).toHaveLength(1);
  const { blobId } = await sheet(sheetId);
  const shown = (await openable()).find((ref) => ref.blobId === blobId);
  if (shown === undefined) throw new Error('no image');
  expect(await isSuspect(await running.program.blobs.get(shown))).toBe(false);
});

test('the files as they came cannot be opened any more once every page was looked through', async () => {
  const rows = await running.program.db
    .selectFrom('originals')
    .innerJoin('blobs', 'blobs.blobId', 'originals.blobId')
    .select(['wrappedKey', 'storageName', 'originals.contentHash'])
    .execute();
  expect(rows.map(({ wrappedKey }) => wrappedKey)).toEqual([null, null, null]);
  expect(rows.every(({ contentHash }) => contentHash.length === 64)).toBe(true);
  const again = await upload('again.jpg', new Uint8Array(await sample('scan_0003.jpg')));
  expect(again.state).toBe('duplicate');
});

test('brought back, the page is read as it came', async () => {
  const { suspicionId, sheetId } = await ofFile('note.jpg');
  await clerk.call(numbersApi.restore, { params: { suspicionId } });
  await settled();
  expect(await sheet(sheetId)).toMatchObject({ state: 'checked', screening: 'restored' });
});

test('confirmed, nothing of the number is left anywhere', async () => {
  const { suspicionId, sheetId } = await ofFile('margin.jpg');
  await clerk.call(numbersApi.confirm, { params: { suspicionId } });
  await settled();
  expect(await sheet(sheetId)).toMatchObject({ state: 'checked', screening: 'erased' });
  const context = running.program.operator(MUNICIPALITY);
  await eraseContainers(running.program, context);
  const written = [IN_MARGIN, fours(IN_MARGIN, ' '), fours(IN_MARGIN, '-'), fours(IN_MARGIN, '  ')];
  const bytes = written.map((text) => Buffer.from(text));
  const holds = (where: Buffer | string): boolean =>
    bytes.some((text) => Buffer.from(where).includes(text));
  expect((await databaseDump()).some(holds)).toBe(false);
  expect((await redisDump()).some(holds)).toBe(false);
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.some(holds)).toBe(false);
  for (const file of await blobFiles()) expect(holds(file)).toBe(false);
  const suspicious = await Promise.all((await openedImages()).map(isSuspect));
  // The page that a person brought back, and nothing else.
  expect(suspicious.filter(Boolean)).toHaveLength(1);
});

test('no file lies there whose key was erased, and all of it is in the audit log', async () => {
  const known = new Set((await openable()).map(({ storageName }) => storageName));
  const files = (await readdir(blobFolder(), { recursive: true, withFileTypes: true })).filter(
    (file) => file.isFile(),
  );
  expect(
    files.filter(({ name }) => name !== 'key-id' && !known.has(name)).map(({ name }) => name),
  ).toEqual([]);
  const acts = await running.program.db
    .selectFrom('auditEvents')
    .select(['action', (eb) => eb.fn.countAll<number>().as('count')])
    .where('action', 'in', ['number.mask', 'number.decide', 'original.erase'])
    .groupBy('action')
    .orderBy('action')
    .execute();
  expect(acts).toEqual([
    { action: 'number.decide', count: 2 },
    { action: 'number.mask', count: 2 },
    { action: 'original.erase', count: 4 },
  ]);
  const { publicKeyPem } = running.program.review.signer;
  const verified = await verifyAudit(running.program.db, MUNICIPALITY, publicKeyPem);
  expect(verified.problems).toEqual([]);
});

const blobFolder = (): string => `${running.program.config.dataFolder}/blobs`;

async function blobFiles(): Promise<Buffer[]> {
  const found = await readdir(blobFolder(), { recursive: true, withFileTypes: true });
  const files = found.filter((file) => file.isFile());
  return Promise.all(files.map((file) => readFile(`${file.parentPath}/${file.name}`)));
}

/** Every row of every table, as text. */
async function databaseDump(): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select each::text as row from ${name} each`,
      );
      dump.push(...rows.map(({ row }) => row));
    }
    expect(dump.length).toBeGreaterThan(100);
    return dump;
  } finally {
    await client.end();
  }
}

/** Every key of the queue with its value, as Redis itself writes them out. */
async function redisDump(): Promise<Buffer[]> {
  const client = new Redis(redis.url);
  try {
    const keys = await client.keys('*');
    expect(keys.length).toBeGreaterThan(0);
    const values = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
    const log = await blobOf(`${redis.folder}`);
    return [
      ...keys.map((key) => Buffer.from(key)),
      ...values.flatMap((each) => each ?? []),
      ...log,
    ];
  } finally {
    client.disconnect();
  }
}

/** What Redis has on disk: its append-only file is not compressed. */
async function blobOf(folder: string): Promise<Buffer[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((file) => file.isFile());
  return Promise.all(files.map((file) => readFile(`${file.parentPath}/${file.name}`)));
}
