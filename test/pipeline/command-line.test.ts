import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase('command_line');
  folder = await mkdtemp(join(tmpdir(), 'yoshin-cli-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

type Ran = { code: number | null; out: string; err: string };

/** The command as a person runs it: a process of its own, standard input included. */
function yoshin(args: readonly string[], input = ''): Promise<Ran> {
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: database.url,
    YOSHIN_DATA: join(folder, 'data'),
    // Each file waits until the one before it has been read.
    YOSHIN_MAX_BACKLOG: '1',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['cli/main.ts', ...args], { env });
    const ran: Ran = { code: null, out: '', err: '' };
    child.stdout.on('data', (text) => {
      ran.out += String(text);
    });
    child.stderr.on('data', (text) => {
      ran.err += String(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code }));
    child.stdin.end(input);
  });
}

test('help names every command and every exit code', async () => {
  const { code, out } = await yoshin(['--help']);
  expect(code).toBe(0);
  for (const command of [
    'start',
    'demo',
    'read',
    'ingest',
    'status',
    'masters',
    'ledger',
    'user',
    'watch',
    'doctor',
    'backup',
    'restore',
  ]) {
    expect(out).toContain(command);
  }
  for (const exit of ['0', '1', '2', '3', '64', '70'])
    expect(out).toMatch(new RegExp(`^ +${exit} `, 'm'));
});

test('a command written wrongly ends with 64 and says how it is written', async () => {
  const { code, err } = await yoshin(['ingest']);
  expect(code).toBe(64);
  expect(err).toContain('Usage: yoshin ingest');
});

test('before the first user there is a way on, not a stack trace', async () => {
  const { code, err } = await yoshin(['status']);
  expect(code).toBe(1);
  expect(err).toContain('user add');
  expect(err).not.toMatch(/at .*\.ts:\d+/);
});

test('from the first user to a verified ledger, each command on its own', async () => {
  const add = ['user', 'add', 'hanako', '--name', '山田 花子', '--role', 'reviewer'];
  const where = ['--municipality', '272035', '--municipality-name', '豊中市'];
  expect(await yoshin([...add, ...where], 'short\n')).toMatchObject({ code: 1 });
  expect(await yoshin([...add, ...where], 'correct horse battery\n')).toMatchObject({ code: 0 });
  const imported = await yoshin(['masters', 'import', 'samples/masters']);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.out).toContain('住民 60');
  await writeFile(join(folder, 'words.jpg'), 'no picture');
  const ingested = await yoshin([
    'ingest',
    'samples/scans/scan_0001.jpg',
    join(folder, 'words.jpg'),
  ]);
  expect(ingested).toMatchObject({ code: 2 });
  expect(ingested.out).toContain('空くのを待っています');
  expect(ingested.out).toContain('words.jpg: input.unsupported_type');
  const status = await yoshin(['status']);
  expect(JSON.parse(status.out)).toMatchObject({
    municipalityId: '272035',
    sheets: { checked: 1 },
    waiting: { verify: 1 },
    deadLetters: 0,
  });
  const reconciled = await yoshin(['queue', 'reconcile']);
  expect(reconciled).toMatchObject({ code: 0 });
  expect(reconciled.out).toContain('待ち 0 件');
  const verified = await yoshin(['ledger', 'verify', '--json']);
  expect(JSON.parse(verified.out)).toMatchObject({ entries: 0, intact: true });
});

test('a CSV with one wrong line imports nothing and names the line', async () => {
  const csv =
    '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ\r\n1,山田　花子,ヤマダ　ハナコ,1950-02-30,女,豊中市,1,0\r\n';
  await writeFile(join(folder, 'residents.csv'), csv);
  const { code, err } = await yoshin(['masters', 'import', folder]);
  expect(code).toBe(1);
  expect(err).toContain('residents.csv 2行目');
  expect(err).toContain('input.csv_invalid');
  expect(err).not.toContain('山田');
});
