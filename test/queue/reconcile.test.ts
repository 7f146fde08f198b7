import { Redis } from 'ioredis';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openQueues } from '../../queue/queues.ts';
import { type PendingSheets, reconcile } from '../../queue/reconcile.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import type { QueueBackend } from '../../runtime/services/services.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';

const log = createLog('silent');

const pendingOf = (...sheets: ReturnType<typeof sheetJob>[]): PendingSheets =>
  async function* () {
    // A trace of its own: the act that asks now is not the act that asked then.
    for (const { sheetId } of sheets) yield { queue: 'read', payload: sheetJob(sheetId) };
  };

/** The disaster reconcile is for: the backend forgot every job. */
async function emptied({ kind, url }: QueueBackend): Promise<void> {
  if (kind === 'redis') {
    const redis = new Redis(url);
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('DROP SCHEMA bullmq CASCADE');
  await client.end();
}

describe.each(QUEUE_BACKENDS)('reconcile on $kind', ({ open }) => {
  async function opened() {
    const { backend, close } = await open();
    onTestFinished(close);
    return { backend, queues: await reopened(backend) };
  }
  async function reopened(backend: QueueBackend) {
    const queues = await openQueues(backend, log);
    onTestFinished(queues.close);
    return queues;
  }

  test('gives every pending sheet a job after the queue lost them all, and only once', async () => {
    const { backend, queues } = await opened();
    const sheets = Array.from({ length: 1_203 }, () => sheetJob());
    await queues.add(
      sheets.map((payload, index) => ({ queue: 'read', jobId: `outbox-${index}`, payload })),
    );
    await queues.close();
    await emptied(backend);
    const after = await reopened(backend);
    expect((await after.counts()).read.waiting).toBe(0);
    const all = { pending: 1_203, alreadyQueued: 0, added: 1_203 };
    expect(await reconcile(pendingOf(...sheets), after, newId)).toEqual(all);
    expect((await after.counts()).read.waiting).toBe(1_203);
    const none = { pending: 1_203, alreadyQueued: 1_203, added: 0 };
    expect(await reconcile(pendingOf(...sheets), after, newId)).toEqual(none);
    expect((await after.counts()).read.waiting).toBe(1_203);
  });

  test('leaves alone what has a job, and takes the same sheet in another stage for other work', async () => {
    const { queues } = await opened();
    const [queued, lost, elsewhere] = [sheetJob(), sheetJob(), sheetJob()];
    await queues.add([
      { queue: 'read', jobId: 'outbox-1', payload: queued },
      { queue: 'check', jobId: 'outbox-2', payload: elsewhere },
      { queue: 'read', jobId: 'stranger', payload: { name: 'no job of ours' } },
    ]);
    const outcome = await reconcile(pendingOf(queued, lost, elsewhere, lost), queues, newId);
    expect(outcome).toEqual({ pending: 4, alreadyQueued: 2, added: 2 });
    expect((await queues.counts()).read.waiting).toBe(4);
  });
});
