import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { type HotFolder, openHotFolder } from '../../cli/hot-folder/hot-folder.ts';
import { holdBack } from '../../cli/program/hold-back.ts';
import { openBatchNamed } from '../../ledger/intake/hot-folder.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { keepFree } from '../../runtime/keep-free.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { MUNICIPALITY, startTestProgram, type TestProgram } from '../support/test-program.ts';

const QUIET_MS = 5_000;
let database: TestDatabase;
let running: TestProgram;
let folder: string;
let nowMs: number;

beforeAll(async () => {
  database = await createTestDatabase('hot_folder');
  running = await startTestProgram({ databaseUrl: database.url }, {}, 'samples/masters');
});
afterAll(async () => {
  await running.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-hot-'));
  nowMs = Date.parse('2026-11-22T16:00:00Z');
});
afterEach(() => rm(folder, { recursive: true }));

type Options = Partial<Parameters<typeof openHotFolder>[1]>;
async function watcher(over: Options = {}, program = running.program): Promise<HotFolder> {
  const now = () => new Date(nowMs);
  const hot = await openHotFolder(program, { folder, quietMs: QUIET_MS, now, ...over });
  onTestFinished(() => hot.close());
  return hot;
}
/** Sees what is there, lets the quiet time pass, and takes. */
async function lookTwice(hot: HotFolder) {
  await hot.look();
  nowMs += QUIET_MS;
  return hot.look();
}
const settle = (hot: HotFolder) =>
  vi.waitFor(
    async () => {
      await hot.look();
      expect((await readdir(join(folder, 'reading'))).length).toBe(0);
    },
    { timeout: 60_000, interval: 100 },
  );
const namesIn = async (place: string) => (await readdir(join(folder, place))).sort();
/** No two tests may bring the same bytes. */
let brought = 0;
const words = () => `not a scan ${brought++}`;
const originalsNamed = (fileName: string) =>
  running.program.db
    .selectFrom('originals')
    .innerJoin('batches', 'batches.batchId', 'originals.batchId')
    .select(['originals.state', 'errorCode', 'batches.label'])
    .where('fileName', '=', fileName)
    .orderBy('receivedAt')
    .execute();

test('what can be read goes to done, what cannot to refused with its reason, a copy is named one', async () => {
  await copyFile('samples/scans/scan_0001.jpg', join(folder, 'a.jpg'));
  await copyFile('samples/scans/scan_0001.jpg', join(folder, 'b.jpg'));
  await writeFile(join(folder, 'words.pdf'), words());
  await writeFile(join(folder, 'empty.jpg'), '');
  const hot = await watcher();
  expect(await lookTwice(hot)).toMatchObject({ taken: 4 });
  await settle(hot);
  expect(await namesIn('.')).toEqual(['done', 'reading', 'refused']);
  expect(await namesIn('done')).toEqual(['a.jpg', 'b.jpg', 'b.jpg.txt']);
  expect(await namesIn('refused')).toEqual([
    ...['empty.jpg', 'empty.jpg.txt', 'words.pdf', 'words.pdf.txt'],
  ]);
  const note = await readFile(join(folder, 'refused/words.pdf.txt'), 'utf8');
  expect(note).toContain('この種類のファイルは読めません。');
  expect(note).toContain('input.unsupported_type');
  expect(await readFile(join(folder, 'refused/empty.jpg.txt'), 'utf8')).toContain('input.empty');
  expect(await readFile(join(folder, 'done/b.jpg.txt'), 'utf8')).toContain('二重には登録されて');
  // 16:00 in London is the next day in Japan.
  expect(await originalsNamed('a.jpg')).toMatchObject([{ label: 'ホットフォルダ 2026-11-23' }]);
});

test('a file that still grows, or is open for writing, is left until it is whole', async () => {
  await writeFile(join(folder, 'grows.pdf'), words());
  const held = await open(join(folder, 'held.pdf'), 'w');
  await held.writeFile(words());
  const hot = await watcher();
  await hot.look();
  await appendFile(join(folder, 'grows.pdf'), 'more');
  nowMs += QUIET_MS;
  expect(await hot.look()).toMatchObject({ taken: 0 });
  expect(await namesIn('.')).toEqual(['grows.pdf', 'held.pdf']);
  nowMs += QUIET_MS;
  expect(await hot.look()).toMatchObject({ taken: 1 });
  expect(await namesIn('.')).toEqual(['held.pdf', 'reading']);
  await held.close();
  expect(await hot.look()).toMatchObject({ taken: 1 });
  await settle(hot);
});

test('links, hidden files and half-copied ones are not touched', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'yoshin-outside-'));
  onTestFinished(() => rm(outside, { recursive: true }));
  await writeFile(join(outside, 'secret.pdf'), words());
  await symlink(join(outside, 'secret.pdf'), join(folder, 'link.pdf'));
  await symlink(outside, join(folder, 'linked'));
  for (const name of ['scan.pdf.part', '.hidden.pdf', 'scan.pdf~', '~scan.pdf', 'scan.TMP']) {
    await writeFile(join(folder, name), words());
  }
  const before = await namesIn('.');
  expect(await lookTwice(await watcher())).toMatchObject({ taken: 0 });
  expect(await namesIn('.')).toEqual(before);
});

test('killed after receiving and before moving: the next start moves it and keeps it once', async () => {
  await copyFile('samples/scans/scan_0003.jpg', join(folder, 'killed.jpg'));
  const { db, intake, operator } = running.program;
  const context = () => operator(MUNICIPALITY);
  const batchId = await openBatchNamed(db, context(), 'killed');
  const source = await readFile(join(folder, 'killed.jpg'));
  const file = { batchId, fileName: 'killed.jpg', source };
  await receiveOriginal({ db, blobs: intake }, context(), file);
  const hot = await watcher({ label: 'killed' });
  await lookTwice(hot);
  await settle(hot);
  expect(await namesIn('done')).toEqual(['killed.jpg', 'killed.jpg.txt']);
  const states = (await originalsNamed('killed.jpg')).map((row) => row.state);
  expect(states.toSorted()).toEqual(['duplicate', 'split']);
});

test('killed after receiving, and refused before the next start looks: listed as refused once', async () => {
  const source = Buffer.from(words());
  await writeFile(join(folder, 'late.pdf'), source);
  const { db, intake, operator } = running.program;
  const batchId = await openBatchNamed(db, operator(MUNICIPALITY), 'late');
  const file = { batchId, fileName: 'late.pdf', source };
  await receiveOriginal({ db, blobs: intake }, operator(MUNICIPALITY), file);
  const refusedOnce = async () =>
    expect(await originalsNamed('late.pdf')).toMatchObject([{ state: 'refused' }]);
  await vi.waitFor(refusedOnce, { timeout: 60_000, interval: 100 });
  const hot = await watcher({ label: 'late' });
  await lookTwice(hot);
  await settle(hot);
  expect(await namesIn('refused')).toEqual(['late.pdf', 'late.pdf.txt']);
  await refusedOnce();
});

test('of two watchers one works; the other takes over when it is gone', async () => {
  await writeFile(join(folder, 'one.pdf'), words());
  const first = await watcher();
  const second = await watcher();
  await first.look();
  expect(await second.look()).toMatchObject({ standby: true });
  first.close();
  expect(await lookTwice(second)).toMatchObject({ taken: 1, standby: false });
  await settle(second);
  expect(await originalsNamed('one.pdf')).toHaveLength(1);
});

test('each subfolder is a batch, and nothing lying in done is written over', async () => {
  const long = `${'接'.repeat(83)}.pdf`;
  for (const place of ['山田医院', '佐藤内科/二箱目', 'refused/山田医院']) {
    await mkdir(join(folder, place), { recursive: true });
  }
  await writeFile(join(folder, '山田医院', long), words());
  await writeFile(join(folder, '佐藤内科/二箱目', 'x.pdf'), words());
  await writeFile(join(folder, 'refused/山田医院', long), 'was here');
  const hot = await watcher();
  expect(await lookTwice(hot)).toMatchObject({ taken: 2 });
  await settle(hot);
  expect(await originalsNamed(long)).toMatchObject([{ label: '山田医院' }]);
  expect(await originalsNamed('x.pdf')).toMatchObject([{ label: '佐藤内科' }]);
  expect(await namesIn('refused/佐藤内科/二箱目')).toEqual(['x.pdf', 'x.pdf.txt']);
  expect(await readFile(join(folder, 'refused/山田医院', long), 'utf8')).toBe('was here');
  expect(await namesIn('refused/山田医院')).toHaveLength(3);
});

test.each([
  ['the disk nearly full', (blobs: BlobStore) => keepFree(blobs, folder, Number.MAX_SAFE_INTEGER)],
  ['too much waiting to be read', (blobs: BlobStore) => holdBack(blobs, async () => 7, 7)],
])('with %s files wait where they are, and go on when there is room', async (_, intakeOf) => {
  await writeFile(join(folder, 'waits.pdf'), words());
  const { program } = running;
  const first = await watcher({}, { ...program, intake: intakeOf(program.blobs) });
  expect(await lookTwice(first)).toMatchObject({ taken: 0 });
  expect(await namesIn('.')).toEqual(['waits.pdf']);
  const before = await originalsNamed('waits.pdf');
  first.close();
  const second = await watcher();
  expect(await lookTwice(second)).toMatchObject({ taken: 1 });
  await settle(second);
  expect(await originalsNamed('waits.pdf')).toHaveLength(before.length + 1);
});

test('a folder that is not there, or holds our own data, is refused', async () => {
  await expect(watcher({ folder: join(folder, 'none') })).rejects.toMatchObject({
    code: 'config.invalid',
  });
  const { dataFolder } = running.program.config;
  await expect(watcher({ folder: join(dataFolder, 'blobs') })).rejects.toMatchObject({
    code: 'config.invalid',
  });
});
