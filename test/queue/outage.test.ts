import { describe, expect, onTestFinished, test } from 'vitest';
import { jobHandler } from '../../queue/job-handler.ts';
import { openQueues } from '../../queue/queues.ts';
import { type OutboxRow, startRelay } from '../../queue/relay.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createLog } from '../../runtime/log.ts';
import { SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually } from '../support/use-queue.ts';

const log = createLog('silent');

describe.each(QUEUE_BACKENDS)('while the queue on $kind is away', ({ open }) => {
  test('nothing crashes, rows wait in the outbox, and all is done once it is back', async () => {
    const { backend, interrupt, resume, close } = await open();
    onTestFinished(close);
    const queues = await openQueues(backend, log);
    onTestFinished(queues.close);
    const seen: string[] = [];
    const deps = { log, recordDeadLetter: async () => {} };
    const run = async ({ sheetId }: SheetJob) => void seen.push(sheetId);
    const workers = await startWorkers(
      backend,
      { read: jobHandler(SheetJob, run, deps) },
      { ...deps, concurrency: {}, halt: () => {} },
    );
    onTestFinished(workers.close);
    const [before, during] = [sheetJob(), sheetJob()];
    const left: OutboxRow[] = [{ outboxId: '1', queue: 'read', payload: before }];
    let failures = 0;
    const outbox = {
      claimBatch: async () => [...left],
      markRelayed: async (ids: readonly string[]) => void left.splice(0, ids.length),
    };
    const counting = {
      add: (jobs: Parameters<typeof queues.add>[0]) =>
        queues.add(jobs).catch((error: unknown) => {
          failures += 1;
          throw error;
        }),
    };
    const relay = startRelay(outbox, counting, { log, clock: systemClock, pollMs: 50 });
    onTestFinished(relay.close);
    await eventually(() => expect(seen).toEqual([before.sheetId]));

    await interrupt();
    left.push({ outboxId: '2', queue: 'read', payload: during });
    await eventually(() => expect(failures).toBeGreaterThan(0));
    expect(left).toHaveLength(1);
    await resume();
    await eventually(() => expect(seen).toContain(during.sheetId));
    expect(left).toEqual([]);
  });
});
