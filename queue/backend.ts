import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  type JobType,
  Queue,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import { errorFields, type Log } from '../runtime/log.ts';
import type { QueueBackend } from '../runtime/services/services.ts';
import type { QueueName } from '../schemas/jobs.ts';
import type { JobHandler } from './job-handler.ts';

export type QueuedJob = Readonly<{
  data: unknown;
  priority: number;
  changePriority(to: { priority: number }): Promise<void>;
}>;

/** What we use of BullMQ's classes: the same on both backends, while the types of their connections differ. */
type AnyQueue = Readonly<{
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  getJobs(states: JobType[], start: number, end: number, asc: boolean): Promise<QueuedJob[]>;
  getJobCounts(...states: JobType[]): Promise<Record<string, number>>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}>;
type AnyWorker = Readonly<{
  name: string;
  run(): Promise<void>;
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): Promise<void>;
  cancelAllJobs(reason: string): void;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
}>;

export type OpenQueue = Readonly<{ queue: AnyQueue; close(): Promise<void> }>;
export type OpenWorker = Readonly<{ worker: AnyWorker; close(): Promise<void> }>;

export type WorkerSettings = Readonly<{
  concurrency: number;
  lockDurationMs: number;
  stalledIntervalMs: number;
  maxStalledCount: number;
}>;

const PREFIX = 'yoshin';
const POSTGRES_SCHEMA = 'bullmq';
/** Each queue and worker opens a pool of its own, and a worker one connection more to listen on. */
const POOL_SIZE = 2;

/** A producer: it fails at once while the backend is away, so that the outbox keeps the row. */
export function openQueue(backend: QueueBackend, name: QueueName, log: Log): OpenQueue {
  if (backend.kind === 'postgres') {
    const queue = new Queue(name, { connection: pool(backend.url) }, createPostgresBackend);
    watch(queue, name, log);
    return { queue, close: () => queue.close() };
  }
  const connection = redis(backend.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const queue = new Queue(name, { connection, prefix: PREFIX });
  watch(queue, name, log);
  return { queue, close: () => queue.close().finally(() => connection.disconnect()) };
}

export function openWorker(
  backend: QueueBackend,
  name: QueueName,
  handler: JobHandler,
  { concurrency, lockDurationMs, stalledIntervalMs, maxStalledCount }: WorkerSettings,
  log: Log,
): OpenWorker {
  const settings = {
    concurrency,
    maxStalledCount,
    lockDuration: lockDurationMs,
    stalledInterval: stalledIntervalMs,
    autorun: false,
  };
  if (backend.kind === 'postgres') {
    const connection = pool(backend.url);
    const worker = new Worker(name, handler, { ...settings, connection }, createPostgresBackend);
    watch(worker, name, log);
    return { worker, close: () => worker.close() };
  }
  const connection = redis(backend.url, { maxRetriesPerRequest: null });
  const worker = new Worker(name, handler, {
    ...settings,
    connection,
    prefix: PREFIX,
  });
  watch(worker, name, log);
  return { worker, close: () => worker.close().finally(() => connection.disconnect()) };
}

/** BullMQ's tables live in a schema of their own, made on first use, beside the ledger's. */
const pool = (connectionString: string) => ({
  connectionString,
  schema: POSTGRES_SCHEMA,
  migrate: true,
  max: POOL_SIZE,
  connectionTimeoutMillis: 10_000,
});

function redis(
  url: string,
  options: { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null },
): Redis {
  const client = new Redis(url, options);
  // BullMQ forwards the errors of its own use of it; between two uses nobody else would be listening.
  client.on('error', () => undefined);
  return client;
}

/** An `error` event without a listener ends the process. The backend reconnects by itself. */
function watch(
  emitter: { on(event: 'error', listener: (error: Error) => void): unknown },
  queue: QueueName,
  log: Log,
) {
  emitter.on('error', (error) =>
    log.warn({ queue, ...errorFields(error) }, 'queue connection failed'),
  );
}
