import { setTimeout as wait } from 'node:timers/promises';
import { errorFields, type Log } from '../runtime/log.ts';
import { once } from '../runtime/once.ts';
import type { QueueBackend } from '../runtime/services/services.ts';
import { ErrorCode } from '../schemas/error-codes.ts';
import { QueueName } from '../schemas/jobs.ts';
import { type OpenWorker, openWorker, type WorkerSettings } from './backend.ts';
import { HaltedError, type JobDeps, type JobHandler } from './job-handler.ts';
import { ready } from './queues.ts';

export type Workers = Readonly<{
  /** Takes no more jobs until `resume`; those in hand go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Takes no more jobs, lets those in hand finish, gives back what does not finish in time. */
  close(): Promise<void>;
}>;

export type StartOptions = Readonly<{
  concurrency: Partial<Record<QueueName, number>>;
  recordDeadLetter: JobDeps['recordDeadLetter'];
  /** A rule of ours is broken. No queue of this process hands out another job; end the process. */
  halt(reason: unknown): void;
  log: Log;
  /** How long `close` lets jobs in hand finish, and then heed their signal. */
  finishPatienceMs?: number;
  giveBackPatienceMs?: number;
  timing?: Partial<Omit<WorkerSettings, 'concurrency'>>;
}>;

const TIMING = {
  // The work itself is done in child processes, so a worker that lives renews its locks in time; one that
  // was killed is noticed, and its jobs given to another, within a quarter of a minute.
  lockDurationMs: 10_000,
  stalledIntervalMs: 5_000,
  // A job stalls when its worker dies, whoever's fault that was: never a reason to give up a page. The one
  // that itself kills its workers is told by our own count (`workers/attempts.ts`).
  maxStalledCount: 1_000_000,
};
const FINISH_PATIENCE_MS = 30_000;
const GIVE_BACK_PATIENCE_MS = 5_000;

/** Starts a worker for each queue that has a handler, and waits until all of them listen. */
export async function startWorkers(
  backend: QueueBackend,
  handlers: Partial<Record<QueueName, JobHandler>>,
  options: StartOptions,
): Promise<Workers> {
  const workers: OpenWorker[] = [];
  let halted = false;
  const halt = (reason: unknown) => {
    // Jobs that run beside the first may break on the same rule.
    if (halted) return;
    halted = true;
    options.log.error(errorFields(reason), 'halting: no further job is taken');
    for (const { worker } of workers) void worker.pause(true);
    options.halt(reason);
  };
  for (const queue of QueueName.options) {
    const handler = handlers[queue];
    if (!handler) continue;
    const settings = { ...TIMING, ...options.timing, concurrency: options.concurrency[queue] ?? 1 };
    const opened = openWorker(backend, queue, haltingOn(handler, halt), settings, options.log);
    reportUnhandled(opened, queue, options);
    workers.push(opened);
  }
  const close = once(() => closeAll(workers, options));
  try {
    await ready(workers.map(({ worker }) => worker.waitUntilReady()));
  } catch (error) {
    await close();
    throw error;
  }
  for (const { worker } of workers) {
    worker.run().catch((error: unknown) => {
      options.log.error({ queue: worker.name, ...errorFields(error) }, 'worker stopped');
    });
  }
  return {
    pause: async () => {
      await Promise.all(workers.map(({ worker }) => worker.pause(true)));
    },
    resume: async () => {
      // What was halted takes no job again, whoever asks.
      if (!halted) await Promise.all(workers.map(({ worker }) => worker.resume()));
    },
    close,
  };
}

/** Three parameters here too: BullMQ counts those of the outermost function. */
function haltingOn(handler: JobHandler, halt: (reason: unknown) => void): JobHandler {
  return async (job, token, signal) => {
    try {
      await handler(job, token, signal);
    } catch (error) {
      if (error instanceof HaltedError) halt(error.reason);
      throw error;
    }
  };
}

/** BullMQ itself gives up a job whose workers kept dying; then no handler was there to record it. */
function reportUnhandled({ worker }: OpenWorker, queue: QueueName, options: StartOptions): void {
  worker.on('failed', (job, error) => {
    if (!job || ErrorCode.safeParse(error.message).success) return;
    const about = { queue, jobId: job.id ?? '', attempts: job.attemptsMade };
    options.log.error({ ...about, code: 'queue.worker_lost' }, 'job is given up');
    options
      .recordDeadLetter({ ...about, payload: job.data, code: 'queue.worker_lost' })
      .catch((unrecorded: unknown) => {
        options.log.error(
          { ...about, ...errorFields(unrecorded) },
          'dead letter could not be recorded',
        );
      });
  });
}

async function closeAll(workers: readonly OpenWorker[], options: StartOptions): Promise<void> {
  const closed = Promise.all(workers.map((each) => each.close())).then(() => 'closed' as const);
  const timer = new AbortController();
  const within = (ms: number) =>
    Promise.race([closed, wait(ms, 'late' as const, { signal: timer.signal })]);
  try {
    if ((await within(options.finishPatienceMs ?? FINISH_PATIENCE_MS)) === 'closed') return;
    options.log.warn({ count: workers.length }, 'giving jobs in hand back to the queue');
    for (const { worker } of workers) worker.cancelAllJobs('shutting down');
    if ((await within(options.giveBackPatienceMs ?? GIVE_BACK_PATIENCE_MS)) === 'closed') return;
    // A handler that heeds no signal: its lock runs out and another worker does the job again.
    options.log.error({ count: workers.length }, 'jobs in hand did not stop');
    await Promise.all(workers.map(({ worker }) => worker.disconnect()));
  } finally {
    timer.abort();
  }
}
