import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { backupCommand, restoreCommand } from '../../cli/commands/backup.ts';
import { doctorCommand } from '../../cli/commands/doctor.ts';
import type { Finding } from '../../cli/doctor/check.ts';
import { openProgram } from '../../cli/program/open-program.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import type { Config } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { startTestObjectStore, type TestObjectStore } from '../support/object-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { MUNICIPALITY, startTestProgram, type TestProgram } from '../support/test-program.ts';

let server: TestObjectStore;
let database: TestDatabase;
let running: TestProgram;
beforeAll(async () => {
  server = await startTestObjectStore();
  database = await createTestDatabase('object_store');
  const urls = { databaseUrl: database.url, blobs: await server.newBucket() };
  running = await startTestProgram(urls, {}, 'samples/masters');
});
afterAll(async () => {
  await running.close();
  await database.drop();
  await server.stop();
});

async function receive(fileName: string) {
  const { db, intake, operator } = running.program;
  const batch = await createBatch(db, operator(MUNICIPALITY), {
    ...{ label: fileName, institutionCode: null, month: null, declaredSheets: null },
  });
  const source = await readFile(`samples/scans/${fileName}`);
  const file = { batchId: batch.batchId, fileName, source };
  return receiveOriginal({ db, blobs: intake }, operator(MUNICIPALITY), file);
}
const sheetsOf = (originalId: string) =>
  running.program.db
    .selectFrom('sheets')
    .innerJoin('blobs', 'blobs.blobId', 'sheets.blobId')
    .selectAll()
    .where('originalId', '=', originalId)
    .execute();
const checkedOf = (originalId: string) =>
  vi.waitFor(
    async () => {
      const sheets = await sheetsOf(originalId);
      expect(sheets.map((sheet) => sheet.state)).toEqual(['checked']);
      return sheets;
    },
    { timeout: 120_000, interval: 200 },
  );
async function placeFound(config: Config): Promise<Finding | undefined> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await doctorCommand(config, createLog('silent'), { json: true }, print);
  const { findings }: { findings: Finding[] } = JSON.parse(lines.join(''));
  return findings.find(({ check }) => check === 'blob-store');
}

test('a sheet is read from and into the object store', async () => {
  const { originalId } = await receive('scan_0001.jpg');
  const [sheet] = await checkedOf(originalId);
  if (sheet?.wrappedKey == null) throw new Error('no sheet');
  const image = await running.program.blobs.get({ ...sheet, wrappedKey: sheet.wrappedKey });
  expect(createHash('sha256').update(image).digest('hex')).toBe(sheet.imageHash);
});

test('while it is away files are refused at once and by name, what was accepted waits, and nothing is given up', async () => {
  const { db } = running.program;
  const { originalId } = await receive('scan_0002.jpg');
  server.suspend();
  try {
    const began = performance.now();
    await expect(receive('scan_0003.jpg')).rejects.toMatchObject({
      code: 'service.blob_store_unavailable',
      disposition: 'retry',
    });
    expect(performance.now() - began).toBeLessThan(15_000);
    const ready = await fetch(`${running.address}/api/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ code: 'service.blob_store_unavailable' });
  } finally {
    server.resume();
  }
  await checkedOf(originalId);
  expect((await fetch(`${running.address}/api/ready`)).status).toBe(200);
  expect(await db.selectFrom('deadLetters').selectAll().execute()).toEqual([]);
});

test('doctor finds a store in order, one that is away, and another’s', async () => {
  const { config } = running.program;
  const { blobsS3 } = config;
  if (blobsS3 === undefined) throw new Error('not in an object store');
  expect(await placeFound(config)).toMatchObject({
    state: 'ok',
    found: expect.stringMatching('S3'),
  });
  const away = { ...config, blobsS3: { ...blobsS3, secretAccessKey: 'wrong' } };
  expect(await placeFound(away)).toMatchObject({
    state: 'bad',
    found: expect.stringContaining('service.blob_store_unavailable'),
  });
  const another = { ...config, blobsS3: await server.newBucket() };
  expect(await placeFound(another)).toMatchObject({ state: 'bad' });
});

test('a start that looks for its images in the wrong place is refused, before any page seems lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-wrong-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { config } = running.program;
  const inFolder = { ...config, dataFolder: folder, masterKeyFile: undefined, blobsS3: undefined };
  const withKeys = { ...config, blobsS3: undefined };
  await expect(openProgram(inFolder, createLog('silent'), 'join')).rejects.toMatchObject({
    code: 'blob.key_mismatch',
  });
  await expect(openProgram(withKeys, createLog('silent'), 'join')).rejects.toMatchObject({
    code: 'config.invalid',
  });
});

test('a backup says that the images are not in it, and is restored only beside them', async () => {
  const log = createLog('silent');
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-s3-backup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const own = await startTestProgram({ blobs: await server.newBucket() }, {}, 'samples/masters');
  const { config, db, intake, operator, shutdown } = own.program;
  const nobodySaid = { institutionCode: null, month: null, declaredSheets: null };
  const batch = await createBatch(db, operator(MUNICIPALITY), { label: '控え', ...nobodySaid });
  const file = { batchId: batch.batchId, fileName: 'words.pdf', source: Buffer.from('no scan') };
  await receiveOriginal({ db, blobs: intake }, operator(MUNICIPALITY), file);
  await shutdown.run();
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const to = { folder: join(folder, 'copy'), keysTo: join(folder, 'keys') };
  expect(await backupCommand(config, log, to, print)).toBe(0);
  expect(lines.join('\n')).toContain(`画像は ${config.blobsS3?.endpoint}`);
  const from = { folder: join(folder, 'copy'), keys: join(folder, 'keys') };
  const restored = { ...config, dataFolder: join(folder, 'restored') };
  await expect(
    restoreCommand({ ...restored, blobsS3: undefined }, log, from, print),
  ).rejects.toMatchObject({ code: 'config.invalid' });
  await expect(readdir(restored.dataFolder)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await restoreCommand(restored, log, from, print)).toBe(0);
  expect(lines.join('\n')).toContain('画像の抜き取りを開けました');
  await own.close();
});
