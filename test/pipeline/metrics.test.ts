import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn } from '../../cli/demo/http-client.ts';
import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { newId } from '../../runtime/ids.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { freePort } from '../support/free-port.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';
import { startYoshin } from '../support/yoshin-process.ts';

let database: TestDatabase;
let running: TestProgram;
beforeAll(async () => {
  database = await createTestDatabase('metrics');
  const accounts = { uketsuke: 'clerk', kakunin: 'reviewer' } as const;
  running = await startTestProgram({ databaseUrl: database.url }, accounts, 'samples/masters');
});
afterAll(async () => {
  await running.close();
  await database.drop();
});

const quiet = { show: () => undefined, stop: () => undefined };

/** The value of one line of the text; `null` where there is none. */
const figureOf = (text: string, series: string): number | null => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
};

test('a sheet at work, a lease, a job given up: each figure is in the text, and nobody’s name', async () => {
  const clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const label = 'さくら医院の箱';
  const body = { label, institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  const file = new File(
    [new Uint8Array(await readFile('samples/scans/scan_0001.jpg'))],
    '氏名.jpg',
  );
  await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const reviewer = await logIn(running.address, 'kakunin', PASSWORD);
  const { sheetId } = await reviewer.call(reviewApi.claim, { body: { purpose: 'verify' } });
  const payload = { municipalityId: MUNICIPALITY, requestId: newId(), traceId: newId(), sheetId };
  const letter = { municipalityId: MUNICIPALITY, queue: 'read', jobId: newId(), payload } as const;
  const why = { errorCode: 'queue.worker_lost', attempts: 3 } as const;
  await recordDeadLetter(running.program.db, { ...letter, ...why }, { now: new Date(), newId });

  const text = await (await fetch(`${running.address}/metrics`)).text();
  expect(figureOf(text, 'yoshin_sheets{state="in_review"}')).toBe(1);
  for (const stage of ['preprocess', 'read', 'check']) {
    const median = figureOf(text, `yoshin_stage_seconds{stage="${stage}",quantile="0.5"}`);
    expect(median, stage).toBeGreaterThan(0);
  }
  expect(figureOf(text, 'yoshin_queue_jobs{queue="read",state="waiting"}')).toBe(0);
  expect(figureOf(text, 'yoshin_leases{purpose="verify"}')).toBe(1);
  expect(figureOf(text, 'yoshin_dead_letters{queue="read"}')).toBe(1);
  expect(figureOf(text, 'yoshin_child_memory_bytes{kind="page-reader"}')).toBeGreaterThan(1e7);
  for (const personal of [label, '氏名', MUNICIPALITY, sheetId, batchId, 'kakunin', '藤原']) {
    expect(text).not.toContain(personal);
  }
});

test('a process that only reads tells its own memory and its readers’, and nothing to strangers', async () => {
  const port = await freePort();
  const { dataFolder } = running.program.config;
  const worker = startYoshin(['start', '--only', 'worker'], {
    ...{ DATABASE_URL: database.url, YOSHIN_DATA: dataFolder, YOSHIN_READERS: '1' },
    ...{ YOSHIN_METRICS_PORT: String(port), YOSHIN_METRICS_TOKEN: 'a token of some length' },
  });
  await worker.says('計測値');
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: 'Bearer a token of some length' };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  expect(figureOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(text).toContain('# TYPE yoshin_child_memory_bytes gauge');
  expect(text).not.toContain('yoshin_sheets');
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(`${url}/api/health`)).status).toBe(404);
  expect(await worker.end('SIGTERM')).toBe(0);
});
