import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openProgram, type Program } from '../../cli/program/open-program.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { MUNICIPALITY } from '../support/test-program.ts';
import { startYoshin } from '../support/yoshin-process.ts';

let database: TestDatabase;
let program: Program;
let db: Db;
let data: string;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase('hot_folder_process');
  data = await mkdtemp(join(tmpdir(), 'yoshin-hot-data-'));
  env = {
    DATABASE_URL: database.url,
    YOSHIN_DATA: data,
    YOSHIN_PORT: '0',
    YOSHIN_READERS: '1',
    YOSHIN_HOT_QUIET_SECONDS: '1',
  };
  program = await openProgram(parseConfig(env), createLog('error'), 'own');
  const scope = { kind: 'municipality', municipalityId: MUNICIPALITY } as const;
  db = openDatabase(database.url, { max: 2, scope });
  await ensureMunicipality(db, program.operator(MUNICIPALITY), {
    ...{ municipalityId: MUNICIPALITY, name: '豊中市', demonstration: true },
  });
});
afterAll(async () => {
  await db.destroy();
  await program.shutdown.run();
  await database.drop();
  await rm(data, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-hot-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const start = () => startYoshin(['start'], { ...env, YOSHIN_HOT_FOLDER: folder });
const watch = () => startYoshin(['watch', folder, '--quiet', '1', '--enqueue-only'], env);
const filesIn = async (place: string) =>
  (await readdir(join(folder, place)).catch(() => [])).toSorted();
/** The files of a test, wherever they are by now. */
async function everywhere(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.txt'))
    .map((entry) => entry.name)
    .toSorted();
}
const eventually = (check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: 120_000, interval: 20 });
const originals = (prefix: string) =>
  db
    .selectFrom('originals')
    .innerJoin('batches', 'batches.batchId', 'originals.batchId')
    .select(['fileName', 'originals.state', 'label'])
    .where('fileName', 'like', `${prefix}%`)
    .orderBy('fileName')
    .execute();
async function drop(prefix: string, count: number): Promise<string[]> {
  const names = Array.from(
    { length: count },
    (_, at) => `${prefix}-${String(at).padStart(3, '0')}.pdf`,
  );
  for (const name of names) await writeFile(join(folder, name), `no scan: ${name}`);
  return names;
}

test('`yoshin start` empties its hot folder: a scan to done, a stranger to refused with the reason, a growing file waits', async () => {
  const running = start();
  await running.says('ホットフォルダ');
  await copyFile('samples/scans/scan_0001.jpg', join(folder, 'start-scan.jpg'));
  await writeFile(join(folder, 'start-words.pdf'), 'no scan at all');
  await eventually(async () => {
    await appendFile(join(folder, 'start-grows.pdf'), 'a little more\n');
    expect(await filesIn('done')).toEqual(['start-scan.jpg']);
    expect(await filesIn('refused')).toEqual(['start-words.pdf', 'start-words.pdf.txt']);
  });
  expect(await originals('start-grows')).toEqual([]);
  expect(await readFile(join(folder, 'refused/start-words.pdf.txt'), 'utf8')).toContain(
    'input.unsupported_type',
  );
  expect(await originals('start-')).toMatchObject([
    { fileName: 'start-scan.jpg', state: 'split', label: expect.stringMatching('ホットフォルダ') },
    { fileName: 'start-words.pdf', state: 'refused' },
  ]);
  await eventually(async () => expect(await filesIn('refused')).toContain('start-grows.pdf'));
  expect(await running.end('SIGTERM')).toBe(0);
});

test('SIGTERM in the middle: no file is half taken, and the next start finishes, each file once', async () => {
  const names = await drop('term', 60);
  const first = watch();
  await eventually(async () => expect((await originals('term-')).length).toBeGreaterThan(2));
  expect(await first.end('SIGTERM')).toBe(0);
  const taken = (await originals('term-')).map((row) => row.fileName);
  expect(taken.length).toBeLessThan(names.length);
  expect(await everywhere()).toEqual(names);
  const waiting = (await filesIn('.')).filter((name) => name.endsWith('.pdf'));
  expect([...taken, ...waiting].toSorted()).toEqual(names);
  const second = start();
  await eventually(async () =>
    expect((await filesIn('refused')).filter((name) => name.endsWith('.pdf'))).toEqual(names),
  );
  expect((await originals('term-')).map((row) => row.fileName)).toEqual(names);
  expect(await second.end('SIGINT')).toBe(0);
});

test('kill -9 in the middle: nothing is lost, and no bytes are taken for new twice', async () => {
  const names = await drop('kill', 60);
  const first = watch();
  await eventually(async () => expect((await originals('kill-')).length).toBeGreaterThan(2));
  await first.end('SIGKILL');
  expect(await everywhere()).toEqual(names);
  const second = start();
  await eventually(async () => {
    const settled = [...(await filesIn('refused')), ...(await filesIn('done'))];
    expect(settled.filter((name) => name.endsWith('.pdf')).toSorted()).toEqual(names);
  });
  const once = (await originals('kill-')).filter((row) => row.state === 'refused');
  expect(once.map((row) => row.fileName)).toEqual(names);
  expect(await second.end('SIGTERM')).toBe(0);
});

test('of two processes on one folder the second stands by, and takes over when the first ends', async () => {
  const first = start();
  await first.says('ホットフォルダ');
  const second = watch();
  await second.says('控えています');
  const early = await drop('two-a', 3);
  await eventually(async () => expect(await originals('two-a')).toHaveLength(3));
  expect(await first.end('SIGTERM')).toBe(0);
  await drop('two-b', 3);
  await eventually(async () => expect(await originals('two-b')).toHaveLength(3));
  expect((await originals('two-a')).map((row) => row.fileName)).toEqual(early);
  expect(await second.end('SIGINT')).toBe(0);
});
