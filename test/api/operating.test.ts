import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerDeps } from '../../api/deps.ts';
import { openDatabase } from '../../ledger/database.ts';
import { forgetWorker, reportWorker } from '../../ledger/worker-processes.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { QUIET } from './support/build-test-server.ts';
import { openWorld, type World } from './support/server.ts';

const TOKEN = 'a token of some length';
let world: World;
beforeAll(async () => {
  world = await openWorld('operating');
});
afterAll(() => world.close());

const serve = (operating: Partial<ServerDeps['operating']> = {}) =>
  world.serve({ operating: { ...QUIET, ...operating } });

test('counts requests by route as declared, and jobs by queue and state', async () => {
  const app = await serve({ queueCounts: async () => ({ read: { waiting: 7, active: 2 } }) });
  await app.inject('/api/health');
  await app.inject('/api/sheets?batchId=0198c0de-0000-7000-8000-000000000001');
  const { statusCode, headers, body } = await app.inject('/metrics');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toContain('text/plain; version=0.0.4');
  expect(body).toContain('yoshin_queue_jobs{queue="read",state="waiting"} 7');
  expect(body).toContain(
    'yoshin_http_requests_total{method="GET",route="/api/health",status="200"} 1',
  );
  expect(body).toContain('route="/api/sheets",status="401"} 1');
  expect(body).not.toContain('0198c0de');
  expect(body).toMatch(/^yoshin_outbox_waiting 0$/m);
  expect(body).toMatch(/^process_resident_memory_bytes \d+$/m);
});

test('what does not answer is missing, and the rest is there', async () => {
  const queueCounts = async () => Promise.reject(new Error('the queue is away'));
  const { body } = await (await serve({ queueCounts })).inject('/metrics');
  expect(body).toMatch(/^yoshin_outbox_waiting 0$/m);
  expect(body).not.toMatch(/^yoshin_queue_jobs\{/m);
});

test.each([
  ['another machine', { remoteAddress: '10.0.0.9' }],
  ['a proxy on this machine', { headers: { 'x-forwarded-for': '10.0.0.9' } }],
])('without a token %s finds nothing at the address', async (_, from) => {
  const { statusCode, body } = await (await serve()).inject({ url: '/metrics', ...from });
  expect(statusCode).toBe(404);
  expect(body).not.toContain('yoshin_');
});

test('a token is asked for where one is set, on this machine too', async () => {
  const app = await serve({ metricsToken: TOKEN });
  const ask = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await app.inject({ url: '/metrics', remoteAddress: '10.0.0.9', headers })).statusCode;
  };
  expect(await ask(`Bearer ${TOKEN}`)).toBe(200);
  expect(await ask(`Bearer ${TOKEN} `)).not.toBe(200);
  expect(await ask('Bearer wrong')).toBe(404);
  expect(await ask()).toBe(404);
  expect((await app.inject('/metrics')).statusCode).toBe(404);
});

test('ready while database, queue and object store answer', async () => {
  const reply = await (await serve({ reading: 'here' })).inject('/api/ready');
  expect(reply.statusCode).toBe(200);
  const workers = { working: 0, shortOfMemory: 0 };
  expect(reply.json()).toEqual({ status: 'ready', reading: 'here', workers });
});

test('says how many workers there are, and which hold back for want of memory', async () => {
  const app = await serve({ maxBacklog: 500 });
  const report = { host: 'reading-1', freeMemoryBytes: 4096 };
  const [busy, short] = [newId(), newId()];
  await reportWorker(world.db, { ...report, workerId: busy, state: 'working' });
  await reportWorker(world.db, { ...report, workerId: short, state: 'working' });
  await reportWorker(world.db, { ...report, workerId: short, state: 'short_of_memory' });
  const ready = await app.inject('/api/ready');
  expect(ready.json()).toMatchObject({ workers: { working: 1, shortOfMemory: 1 } });
  const { body } = await app.inject('/metrics');
  expect(body).toContain('yoshin_workers{state="short_of_memory"} 1');
  expect(body).toContain(`yoshin_worker_free_memory_bytes{host="reading-1",worker="${busy}"} 4096`);
  expect(body).toMatch(/^yoshin_backlog 0$/m);
  expect(body).toMatch(/^yoshin_backlog_limit 500$/m);
  await forgetWorker(world.db, busy);
  await forgetWorker(world.db, short);
  expect((await app.inject('/metrics')).body).toContain('yoshin_workers{state="working"} 0');
});

test('not ready, with the code of what is missing, while queue, object store or database is away', async () => {
  const queueCounts = async () => Promise.reject(new Error('away'));
  const withoutQueue = await (await serve({ queueCounts })).inject('/api/ready');
  expect(withoutQueue.statusCode).toBe(503);
  expect(withoutQueue.json()).toMatchObject({ code: 'service.queue_unavailable' });
  for (const checkBlobs of [
    async () => Promise.reject(new Error('away')),
    () => new Promise<void>(() => undefined),
  ]) {
    const withoutBlobs = await (await serve({ checkBlobs })).inject('/api/ready');
    expect(withoutBlobs.statusCode).toBe(503);
    expect(withoutBlobs.json()).toMatchObject({ code: 'service.blob_store_unavailable' });
  }
  const gone = await createTestDatabase('operating_gone');
  await gone.drop();
  const db = openDatabase(gone.url, { max: 1 });
  const app = await world.serve({ db });
  const withoutDatabase = await app.inject('/api/ready');
  expect(withoutDatabase.statusCode).toBe(503);
  expect(withoutDatabase.json()).toMatchObject({ code: 'service.database_unavailable' });
  expect((await app.inject('/api/health')).statusCode).toBe(200);
  await db.destroy();
});
