import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { batchView, createBatch } from '../../ledger/intake/batches.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let db: Db;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase('command_line');
  db = openDatabase(database.url, {
    max: 1,
    scope: { kind: 'municipality', municipalityId: '272035' },
  });
  folder = await mkdtemp(join(tmpdir(), 'yoshin-cli-'));
});
afterAll(async () => {
  await db.destroy();
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
    'audit',
    'user',
    'watch',
    'doctor',
    'backup',
    'restore',
    'batch',
    'cover-sheet',
    'calibrate',
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
  const signed = await yoshin(['audit', 'checkpoint']);
  expect(JSON.parse(signed.out)).toMatchObject({ municipalityId: '272035', treeSize: 0 });
  const kept = join(folder, 'kept.jsonl');
  await writeFile(kept, signed.out);
  const audit = await yoshin(['audit', 'verify', '--kept', kept, '--json']);
  expect(audit).toMatchObject({ code: 0 });
  expect(JSON.parse(audit.out)).toMatchObject({ intact: true, uncovered: 0 });
  await writeFile(kept, 'no checkpoint\n');
  const spoilt = await yoshin(['audit', 'verify', '--kept', kept]);
  expect(spoilt).toMatchObject({ code: 3 });
  expect(spoilt.out).toContain('kept_line_unreadable');
});

/** A batch somebody made on the page meanwhile. */
async function newBatch(label: string): Promise<string> {
  const ids = { requestId: newId(), traceId: newId(), now: new Date(), newId };
  const context = { actor: systemActor('272035'), ...ids };
  const nobodySaid = { institutionCode: null, month: null, declaredSheets: null };
  return (await createBatch(db, context, { label, ...nobodySaid })).batchId;
}
const priorityOf = async (batchId: string) => (await batchView(db, '272035', batchId)).priority;

test('`batch priority` moves the batch of this name or number forward and back, and guesses none', async () => {
  const first = await newBatch('急ぎ');
  const urgent = await yoshin(['batch', 'priority', '急ぎ', 'urgent']);
  expect(urgent).toMatchObject({ code: 0, out: '急ぎ: 先に処理します\n' });
  expect(await priorityOf(first)).toBe('urgent');
  const second = await newBatch('急ぎ');
  const either = await yoshin(['batch', 'priority', '急ぎ', 'normal']);
  expect(either).toMatchObject({ code: 1 });
  for (const batchId of [first, second]) expect(either.err).toContain(batchId);
  expect([await priorityOf(first), await priorityOf(second)]).toEqual(['urgent', 'normal']);
  const back = await yoshin(['batch', 'priority', first, 'normal']);
  expect(back).toMatchObject({ code: 0, out: '急ぎ: 通常の順に戻しました\n' });
  expect(await priorityOf(first)).toBe('normal');
});

test('`cover-sheet` writes a PDF that comes in as the cover of its batch', async () => {
  const batchId = await newBatch('表紙の束');
  const out = join(folder, 'cover.pdf');
  const written = await yoshin(['cover-sheet', '--batch', batchId, '--out', out]);
  expect(written).toMatchObject({ code: 0, out: `${out} に束「表紙の束」の表紙を書きました\n` });
  expect(await yoshin(['ingest', out, '--label', '紙の箱'])).toMatchObject({ code: 0 });
  const covers = await db
    .selectFrom('sheets')
    .select(['state', 'cover'])
    .where('state', '=', 'cover')
    .execute();
  expect(covers).toMatchObject([{ state: 'cover', cover: { batchId } }]);
  const nobodys = ['cover-sheet', '--batch', crypto.randomUUID(), '--out', join(folder, 'no.pdf')];
  expect(await yoshin(nobodys)).toMatchObject({ code: 1 });
  expect(await readdir(folder)).not.toContain('no.pdf');
});

test('`calibrate` on a few sheets says that they are too few, and writes nothing', async () => {
  const few = join(folder, 'few');
  await mkdir(join(few, 'scans'), { recursive: true });
  await cp('samples/truth', join(few, 'truth'), { recursive: true });
  for (const name of ['scan_0001.jpg', 'scan_0002.jpg']) {
    await cp(join('samples/scans', name), join(few, 'scans', name));
  }
  const ran = await yoshin(['calibrate', few, '--out', join(folder, 'calibration.json')]);
  expect(ran).toMatchObject({ code: 1, err: '' });
  expect(ran.out).toContain('標本が少なすぎるため、何も書きませんでした');
  expect(await readdir(folder)).not.toContain('calibration.json');
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
