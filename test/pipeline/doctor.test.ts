import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { doctorCommand } from '../../cli/commands/doctor.ts';
import type { Finding } from '../../cli/doctor/check.ts';
import { nodeVersion } from '../../cli/doctor/machine.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import { forgetWorker, reportWorker } from '../../ledger/worker-processes.ts';
import type { Config } from '../../runtime/config.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { MUNICIPALITY, startTestProgram, type TestProgram } from '../support/test-program.ts';

let database: TestDatabase;
let running: TestProgram;
let data: string;

beforeAll(async () => {
  database = await createTestDatabase('doctor');
  running = await startTestProgram({ databaseUrl: database.url }, {}, 'samples/masters');
  const { program } = running;
  data = program.config.dataFolder;
  const nobodySaid = { institutionCode: null, month: null, declaredSheets: null };
  const batch = await createBatch(program.db, program.operator(MUNICIPALITY), {
    ...{ label: '試験', ...nobodySaid },
  });
  const file = { batchId: batch.batchId, fileName: 'words.pdf', source: Buffer.from('no scan') };
  const kept = { db: program.db, blobs: program.intake };
  await receiveOriginal(kept, program.operator(MUNICIPALITY), file);
});
afterAll(async () => {
  await running.close();
  await database.drop();
});

type Over = Partial<Pick<Config, 'minFreeBytes' | 'minFreeMemoryBytes' | 'databaseUrl'>>;
async function examined(over: Over = {}) {
  const lines: string[] = [];
  const config = { ...running.program.config, ...over };
  const print = (line: string) => void lines.push(line);
  const exit = await doctorCommand(config, createLog('silent'), { json: true }, print);
  const { findings }: { findings: Finding[] } = JSON.parse(lines.join(''));
  const of = (check: string) => findings.find((finding) => finding.check === check);
  return { exit, of, states: Object.fromEntries(findings.map((each) => [each.check, each.state])) };
}

/** Puts another content in a file's place until the test is over. */
async function replaced(path: string, change: (was: Buffer) => Buffer | string): Promise<void> {
  const was = await readFile(path);
  await writeFile(path, change(was));
  onTestFinished(() => writeFile(path, was));
}

test('finds nothing wrong with an installation in order', async () => {
  const { states, of } = await examined();
  // Whether the page was built is the checkout's business, not this installation's.
  const { page: _, ...others } = states;
  expect(new Set(Object.values(others))).toEqual(new Set(['ok']));
  expect(Object.keys(others)).toHaveLength(16);
  expect(of('blobs')?.found).toContain('1 件すべて');
});

test('a key others can read is found, with the command that closes it', async () => {
  const key = join(data, 'keys/master.key');
  await chmod(key, 0o644);
  onTestFinished(() => chmod(key, 0o600));
  const { exit, of } = await examined();
  expect(exit).toBe(1);
  expect(of('rights')).toMatchObject({ state: 'bad', todo: `chmod go-rwx ${key}` });
});

test('another master key is found, and no new one is made of a lost one', async () => {
  const key = join(data, 'keys/master.key');
  await replaced(key, () => `yoshin-master-key-1 ${randomBytes(32).toString('hex')}\n`);
  expect((await examined()).of('master-key')).toMatchObject({ state: 'bad' });
  await rename(key, `${key}.away`);
  const lost = await examined();
  await rename(`${key}.away`, key);
  expect(lost.states).toMatchObject({ 'master-key': 'bad', 'blob-store': 'bad' });
});

test('a signing key that is gone is found, and not replaced', async () => {
  const key = join(data, 'keys/ledger-signing.pem');
  await rename(key, `${key}.away`);
  const { of } = await examined();
  await rename(`${key}.away`, key);
  expect(of('signing-key')).toMatchObject({ state: 'bad', found: 'ありません' });
});

test('a damaged image is found among the sample', async () => {
  const blobs = join(data, 'blobs');
  const [name] = (await readdir(blobs, { recursive: true })).filter((path) =>
    /\/[0-9a-f]{32}$/.test(path),
  );
  await replaced(join(blobs, name ?? ''), (was) =>
    Buffer.concat([was.subarray(0, -1), Buffer.of(0xff ^ (was.at(-1) ?? 0))]),
  );
  const { of } = await examined();
  expect(of('blobs')).toMatchObject({ state: 'bad' });
  expect(of('blobs')?.found).toContain('blob.damaged');
});

test('a full disk and a database that is away are found, and the rest is still looked at', async () => {
  const gone = await createTestDatabase('doctor_gone');
  await gone.drop();
  const { exit, states } = await examined({
    databaseUrl: gone.url,
    minFreeBytes: Number.MAX_SAFE_INTEGER,
  });
  expect(exit).toBe(1);
  expect(states).toMatchObject({ database: 'bad', disk: 'bad', forms: 'ok', readers: 'ok' });
});

test('too little memory, and a worker that holds back for it, are found', async () => {
  const { db } = running.program;
  const small = { workerId: newId(), host: 'small', freeMemoryBytes: 7 };
  await reportWorker(db, { ...small, state: 'short_of_memory' });
  onTestFinished(() => forgetWorker(db, small.workerId));
  const { of, states } = await examined({ minFreeMemoryBytes: Number.MAX_SAFE_INTEGER });
  expect(states).toMatchObject({ memory: 'bad', workers: 'warn' });
  expect(of('workers')?.found).toContain('small');
});

test('an older Node is refused', () => {
  expect(nodeVersion('22.9.0').state).toBe('bad');
  expect(nodeVersion('24.0.0').state).toBe('ok');
});
