import { setTimeout as wait } from 'node:timers/promises';
import type { JobsOptions } from 'bullmq';
import { TransientError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { once } from '../runtime/once.ts';
import type { QueueBackend } from '../runtime/services/services.ts';
import { type Priority, QueueName } from '../schemas/jobs.ts';
import { type OpenQueue, openQueue, type QueuedJob } from './backend.ts';

/** `jobId` makes a second adding of the same job a no-op. No ':' in it, and not a plain number. */
export type NewJob = Readonly<{
  queue: QueueName;
  jobId: string;
  payload: unknown;
  priority?: Priority | undefined;
}>;
type QueueCounts = Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;

export type Queues = Readonly<{
  /** All jobs of one queue at once or none of them. */
  add(jobs: readonly NewJob[]): Promise<void>;
  /** The payloads of every job not yet done, page by page. */
  unfinished(queue: QueueName): AsyncIterable<unknown>;
  /** Moves the waiting jobs that `rank` knows to where it says, and tells how many stood elsewhere. */
  reprioritise(rank: (payload: unknown) => Priority | undefined): Promise<number>;
  counts(): Promise<Readonly<Record<QueueName, QueueCounts>>>;
  close(): Promise<void>;
}>;

/** Eight tries over about four minutes; jitter, so that what failed together does not return together. */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
  // Long enough for a second relay of the same outbox row to be recognised.
  removeOnComplete: { age: 24 * 3600, count: 20_000 },
  removeOnFail: { age: 30 * 24 * 3600 },
  stackTraceLimit: 1,
};

/** BullMQ takes the lowest number first, and what has none before any that has one: so all jobs have one. */
const RANK: Readonly<Record<Priority, number>> = { urgent: 1, normal: 2 };

const READY_PATIENCE_MS = 30_000;
const PAGE = 500;
const NOT_BEGUN = ['wait', 'delayed', 'prioritized'] as const;
const UNFINISHED = ['wait', 'active', 'delayed', 'prioritized'] as const;

/** Opens the producing end of every queue and waits until the backend answers. */
export async function openQueues(
  backend: QueueBackend,
  log: Log,
  jobOptions: JobsOptions = JOB_OPTIONS,
): Promise<Queues> {
  const opened = new Map(QueueName.options.map((name) => [name, openQueue(backend, name, log)]));
  const close = once(async () => {
    await Promise.all([...opened.values()].map((each) => each.close()));
  });
  const of = (name: QueueName): OpenQueue['queue'] => {
    const found = opened.get(name);
    if (!found) throw new TransientError('service.queue_unavailable');
    return found.queue;
  };
  try {
    await ready([...opened.values()].map((each) => each.queue.waitUntilReady()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    add: async (jobs) => {
      for (const name of QueueName.options) {
        const bulk = jobs
          .filter((job) => job.queue === name)
          .map(({ jobId, payload, priority = 'normal' }) => ({
            name,
            data: payload,
            opts: { ...jobOptions, jobId, priority: RANK[priority] },
          }));
        if (bulk.length > 0) await of(name).addBulk(bulk);
      }
    },
    unfinished: async function* (name) {
      for await (const job of jobsIn(of(name), UNFINISHED)) yield job.data;
    },
    reprioritise: async (rank) => {
      let moved = 0;
      for (const name of QueueName.options) moved += await rerank(of(name), rank);
      return moved;
    },
    counts: async () => {
      const counted = await Promise.all(QueueName.options.map((name) => countsOf(of(name))));
      // Proof: one entry for each of QueueName.options, in their order.
      return Object.fromEntries(
        QueueName.options.map((name, index) => [name, counted[index]]),
      ) as Record<QueueName, QueueCounts>;
    },
    close,
  };
}

export async function ready(waiting: readonly Promise<unknown>[]): Promise<void> {
  const timer = new AbortController();
  const late = wait(READY_PATIENCE_MS, 'late' as const, { signal: timer.signal });
  late.catch(() => undefined);
  try {
    const outcome = await Promise.race([Promise.all(waiting), late]);
    if (outcome === 'late') throw new Error(`no answer in ${READY_PATIENCE_MS} ms`);
  } catch (error) {
    throw new TransientError('service.queue_unavailable', { cause: error });
  } finally {
    timer.abort();
  }
}

/** Jobs move while they are read: a caller may see one twice or, moving between states, not at all. */
async function* jobsIn(
  queue: OpenQueue['queue'],
  states: readonly (typeof UNFINISHED)[number][],
): AsyncGenerator<QueuedJob> {
  for (const state of states) {
    for (let start = 0; ; start += PAGE) {
      const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
      yield* jobs;
      if (jobs.length < PAGE) break;
    }
  }
}

/** Found first and moved afterwards, because moving them changes what stands on which page. */
async function rerank(
  queue: OpenQueue['queue'],
  rank: (payload: unknown) => Priority | undefined,
): Promise<number> {
  const moves: (() => Promise<void>)[] = [];
  for await (const job of jobsIn(queue, NOT_BEGUN)) {
    const priority = rank(job.data);
    if (priority === undefined || job.priority === RANK[priority]) continue;
    moves.push(() => job.changePriority({ priority: RANK[priority] }));
  }
  for (const move of moves) await move();
  return moves.length;
}

async function countsOf(queue: OpenQueue['queue']): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
  const of = (state: string) => counts[state] ?? 0;
  return {
    waiting: of('wait') + of('prioritized'),
    active: of('active'),
    delayed: of('delayed'),
    failed: of('failed'),
  };
}
