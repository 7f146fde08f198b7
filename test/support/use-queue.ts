import { afterAll, afterEach, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { openQueue } from '../../queue/backend.ts';
import { type DeadLetter, jobHandler } from '../../queue/job-handler.ts';
import { JOB_OPTIONS, openQueues, type Queues } from '../../queue/queues.ts';
import { type StartOptions, startWorkers } from '../../queue/start-workers.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import type { QueueBackend } from '../../runtime/services/services.ts';
import { SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from './jobs.ts';
import type { OpenedBackend } from './queue-backends.ts';

const log = createLog('silent');
const QUICK = {
  ...JOB_OPTIONS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 10, jitter: 0.5 },
};

export const eventually = (check: () => unknown) =>
  vi.waitFor(check, { timeout: 20_000, interval: 20 });

/** One backend for a describe block, left without an unfinished job by every test of it. */
export function useQueue(open: () => Promise<OpenedBackend>) {
  let backend: QueueBackend;
  let closeBackend: () => Promise<void>;
  let queues: Queues;
  beforeAll(async () => {
    ({ backend, close: closeBackend } = await open());
    queues = await openQueues(backend, log, QUICK);
  });
  afterAll(async () => {
    await queues.close();
    await closeBackend();
  });
  const counts = async () => (await queues.counts()).read;
  afterEach(() =>
    eventually(async () =>
      expect(await counts()).toMatchObject({ waiting: 0, active: 0, delayed: 0 }),
    ),
  );
  return {
    counts,
    /** Adds a `read` job and tells its id. */
    add: async (payload: unknown = sheetJob(), jobId = `test-${newId()}`) => {
      await queues.add([{ queue: 'read', jobId, payload }]);
      return jobId;
    },
    work: (run: Stage, options: Partial<StartOptions> = {}) => work(backend, run, options),
    jobsIn: (state: StoredState) => jobsIn(backend, state),
  };
}

type Stage = (job: SheetJob, signal: AbortSignal | undefined) => Promise<void>;

/** Workers of the `read` queue around one stage, with what became known of its failures. */
async function work(backend: QueueBackend, run: Stage, options: Partial<StartOptions>) {
  const letters: DeadLetter[] = [];
  const halts: unknown[] = [];
  const deps = {
    log,
    recordDeadLetter: async (letter: DeadLetter) => void letters.push(letter),
    ...options,
  };
  const workers = await startWorkers(
    backend,
    { read: jobHandler(SheetJob, run, deps) },
    { concurrency: {}, halt: (reason) => void halts.push(reason), ...deps },
  );
  onTestFinished(() => workers.close());
  return { letters, halts, ...workers };
}

type StoredJob = Readonly<{ id: string; attemptsMade: number; promote(): Promise<void> }>;

type StoredState = 'prioritized' | 'delayed' | 'failed';

async function jobsIn(backend: QueueBackend, state: StoredState) {
  const { queue, close } = openQueue(backend, 'read', log);
  onTestFinished(close);
  // Proof: BullMQ's own jobs, of which the program's type for a queue shows the data alone.
  return (await queue.getJobs([state], 0, -1, true)) as unknown as StoredJob[];
}
