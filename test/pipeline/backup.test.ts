import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backupCommand, restoreCommand } from '../../cli/commands/backup.ts';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths } from '../../cli/demo/truth.ts';
import { openProgram, type Program } from '../../cli/program/open-program.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import type { Config } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

const log = createLog('error');
const quiet = { show: () => undefined, stop: () => undefined };
const silent = () => undefined;
let running: TestProgram;
let config: Config;
let folder: string;
let before: Record<string, number>;
const at = (name: string) => join(folder, name);
const elsewhere = (name: string): Config => ({ ...config, dataFolder: at(name) });

async function countsOf({ db }: Program): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [
    'sheets',
    'sheet_events',
    'blobs',
    'audit_events',
    'ledger_entries',
    'signatures',
    'residents',
  ]) {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from ${sql.table(table)}`.execute(db);
    counts[table] = rows[0]?.n ?? -1;
  }
  return counts;
}

/** Two sheets read, the first of them committed by two people, in an installation with its own database. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-backup-'));
  const accounts = { uketsuke: 'clerk', kakunin: 'reviewer', shonin: 'reviewer' } as const;
  running = await startTestProgram({}, accounts, 'samples/masters');
  config = running.program.config;
  const clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const body = { label: '試験', institutionCode: null, month: null, declaredSheets: 2 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  const ingest = async (name: string) => {
    const bytes = await readFile(`samples/scans/${name}`);
    const file = new File([new Uint8Array(bytes)], name);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
    await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  };
  await ingest('scan_0001.jpg');
  const truths = await truthBySheet(clerk, batchId, await loadTruths('samples/truth'));
  await workThrough(await logIn(running.address, 'kakunin', PASSWORD), 'verify', truths, silent);
  await workThrough(await logIn(running.address, 'shonin', PASSWORD), 'approve', truths, silent);
  await ingest('scan_0002.jpg');
  before = await countsOf(running.program);
});
afterAll(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

test('refused while the program runs, and leaves nothing', async () => {
  const to = { folder: at('early'), keysTo: undefined };
  await expect(backupCommand(config, log, to, silent)).rejects.toMatchObject({
    code: 'service.folder_in_use',
  });
  expect(await readdir(at('early'))).toEqual([]);
  expect(before).toMatchObject({ sheets: 2, ledger_entries: 1 });
  await running.program.shutdown.run();
});

test('a backup holds everything but the keys, which go elsewhere', async () => {
  const to = { folder: at('copy'), keysTo: at('keys') };
  expect(await backupCommand(config, log, to, silent)).toBe(0);
  expect((await readdir(at('copy'))).toSorted()).toEqual(['blobs', 'manifest.json', 'postgres']);
  expect((await readdir(at('keys'))).toSorted()).toEqual(['ledger-signing.pem', 'master.key']);
  expect((await stat(at('keys/master.key'))).mode & 0o777).toBe(0o600);
  const names = await readdir(at('copy'), { recursive: true });
  expect(names.filter((name) => /\.(key|pem|secret)$/.test(name))).toEqual([]);
});

test.each([
  ['inside the backup', (data: string) => ({ folder: at('x'), keysTo: at('x/keys'), data })],
  ['in the data folder', (data: string) => ({ folder: join(data, 'x'), keysTo: undefined, data })],
])('%s nothing is written', async (_, place) => {
  const backup = backupCommand(config, log, place(config.dataFolder), silent);
  await expect(backup).rejects.toMatchObject({ code: 'config.invalid' });
});

test('restored elsewhere: the same counts, the ledger intact, the images open', async () => {
  const lines: string[] = [];
  const from = { folder: at('copy'), keys: at('keys') };
  const print = (line: string) => void lines.push(line);
  expect(await restoreCommand(elsewhere('restored'), log, from, print)).toBe(0);
  expect(lines.join('\n')).toContain('台帳 1 件');
  expect(lines.join('\n')).toContain('変更の跡はありません');
  const program = await openProgram(elsewhere('restored'), log, 'own');
  try {
    const counts = await inMunicipality(MUNICIPALITY, () => countsOf(program));
    expect(counts).toEqual(before);
  } finally {
    await program.shutdown.run();
  }
  const again = restoreCommand(elsewhere('restored'), log, from, silent);
  await expect(again).rejects.toMatchObject({ code: 'backup.not_empty' });
});

async function spoilt(name: string, spoil: (path: string) => Promise<void>) {
  await cp(at('copy'), at(name), { recursive: true });
  await spoil(at(name));
  return restoreCommand(
    elsewhere(`from-${name}`),
    log,
    { folder: at(name), keys: at('keys') },
    silent,
  );
}
const flipped = async (path: string) => {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
};

test.each([
  [
    'one bit of the database',
    (path: string) => flipped(join(path, 'postgres/global/pg_control')),
    'pg_control が目録と違います',
  ],
  ['a file gone', (path: string) => rm(join(path, 'blobs/key-id')), 'blobs/key-id がありません'],
  [
    'a file more',
    (path: string) => writeFile(join(path, 'postgres/extra'), ''),
    'extra は目録にありません',
  ],
  ['the list changed', (path: string) => flipped(join(path, 'manifest.json')), 'manifest.json'],
  ['the list gone', (path: string) => rm(join(path, 'manifest.json')), '最後まで取れていません'],
])('%s: refused, and nothing is restored', async (title, spoil, reason) => {
  const name = `spoilt-${title.replaceAll(' ', '-')}`;
  await expect(spoilt(name, spoil)).rejects.toMatchObject({
    code: 'backup.damaged',
    cause: { message: expect.stringContaining(reason) },
  });
  await expect(readdir(at(`from-${name}`))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('with keys of another installation nothing is restored', async () => {
  await cp(at('keys'), at('other-keys'), { recursive: true });
  await writeFile(at('other-keys/master.key'), `yoshin-master-key-1 ${'0'.repeat(64)}\n`);
  const from = { folder: at('copy'), keys: at('other-keys') };
  await expect(restoreCommand(elsewhere('never'), log, from, silent)).rejects.toMatchObject({
    code: 'blob.key_mismatch',
  });
  await expect(readdir(at('never'))).rejects.toMatchObject({ code: 'ENOENT' });
});
