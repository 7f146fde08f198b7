import { describe, expect, onTestFinished, test } from 'vitest';
import { jobHandler } from '../../queue/job-handler.ts';
import { openQueues, type Queues } from '../../queue/queues.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { createLog } from '../../runtime/log.ts';
import type { QueueBackend } from '../../runtime/services/services.ts';
import { type Priority, SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually } from '../support/use-queue.ts';

const log = createLog('silent');

describe.each(QUEUE_BACKENDS)('priorities on $kind', ({ open }) => {
  async function opened() {
    const { backend, close } = await open();
    const queues = await openQueues(backend, log);
    onTestFinished(async () => {
      await queues.close();
      await close();
    });
    return { backend, queues };
  }
  const add = async (queues: Queues, name: string, priority?: Priority): Promise<SheetJob> => {
    const payload = sheetJob();
    await queues.add([{ queue: 'read', jobId: `test-${name}`, payload, priority }]);
    return payload;
  };
  /** One worker, one job at a time: the order in which the queue hands them out. */
  async function order(backend: QueueBackend, count: number): Promise<string[]> {
    const seen: string[] = [];
    const deps = { log, recordDeadLetter: async () => undefined };
    const run = async ({ sheetId }: SheetJob) => void seen.push(sheetId);
    const options = { ...deps, halt: () => undefined, concurrency: { read: 1 } };
    const workers = await startWorkers(backend, { read: jobHandler(SheetJob, run, deps) }, options);
    onTestFinished(() => workers.close());
    await eventually(() => expect(seen).toHaveLength(count));
    return seen;
  }

  test('an urgent job overtakes what was queued before it; among equals the first comes first', async () => {
    const { backend, queues } = await opened();
    const usual = [await add(queues, '1'), await add(queues, '2', 'normal')];
    const urgent = [await add(queues, '3', 'urgent'), await add(queues, '4', 'urgent')];
    const expected = [...urgent, ...usual].map(({ sheetId }) => sheetId);
    expect(await order(backend, 4)).toEqual(expected);
  });

  test('jobs already queued move forward and back, the others keep their places', async () => {
    const { backend, queues } = await opened();
    const jobs = [];
    for (const name of ['1', '2', '3', '4', '5']) jobs.push(await add(queues, name));
    const [one, two, three, four, five] = jobs.map(({ sheetId }) => sheetId);
    const moveTo = (priority: Priority, ...ids: unknown[]) =>
      queues.reprioritise((payload) =>
        ids.includes(SheetJob.parse(payload).sheetId) ? priority : undefined,
      );
    expect(await moveTo('urgent', three, five)).toBe(2);
    expect(await moveTo('urgent', three, five)).toBe(0);
    expect(await moveTo('normal', five)).toBe(1);
    expect((await queues.counts()).read.waiting).toBe(5);
    expect(await order(backend, 5)).toEqual([three, one, two, four, five]);
  });
});
