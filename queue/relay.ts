import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { once } from '../runtime/once.ts';
import { JOB_SCHEMAS, type Priority, QueueName } from '../schemas/jobs.ts';
import type { Queues } from './queues.ts';

export type OutboxRow = Readonly<{
  outboxId: string;
  queue: QueueName;
  payload: unknown;
  priority?: Priority;
}>;

/** The ledger's end: rows that were committed and are not yet known to be in the queue. */
export type Outbox = Readonly<{
  claimBatch(limit: number): Promise<readonly OutboxRow[]>;
  markRelayed(outboxIds: readonly string[], now: Date): Promise<void>;
}>;

export type Relay = Readonly<{
  /** There may be something new. Cheap, and safe to call at any rate. */
  wake(): void;
  close(): Promise<void>;
}>;

export type RelayOptions = Readonly<{
  log: Log;
  clock: Clock;
  batchSize?: number;
  /** For what nobody woke it for: rows committed by another process. */
  pollMs?: number;
}>;

const LONGEST_BACKOFF_MS = 30_000;

/**
 * Moves committed outbox rows into the queues, marking a row only after its queue has it. A crash between
 * the two relays the row again, and the job's id, made of the row's, keeps it one job.
 */
export function startRelay(
  outbox: Outbox,
  queues: Pick<Queues, 'add'>,
  { log, clock, batchSize = 100, pollMs = 1_000 }: RelayOptions,
): Relay {
  const closing = new AbortController();
  let alarm = Promise.withResolvers<void>();
  const rest = async (ms: number) => {
    await Promise.race([alarm.promise, wait(ms, undefined, { signal: closing.signal })]).catch(
      () => undefined,
    );
  };

  const loop = async () => {
    let failures = 0;
    while (!closing.signal.aborted) {
      alarm = Promise.withResolvers();
      try {
        const more = (await relayBatch(outbox, queues, { log, clock, batchSize })) === batchSize;
        failures = 0;
        if (!more) await rest(pollMs);
      } catch (error) {
        failures += 1;
        log.warn({ attempt: failures, ...errorFields(error) }, 'relay failed, will try again');
        // Woken or not: a backend that is away is not asked more often because there is more to do.
        const pause = Math.min(pollMs * 2 ** Math.min(failures, 10), LONGEST_BACKOFF_MS);
        await wait(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  };
  const running = loop();
  return {
    wake: () => alarm.resolve(),
    close: once(async () => {
      closing.abort();
      await running;
    }),
  };
}

/** Relays what one claim hands out; tells how many rows left the outbox. */
async function relayBatch(
  outbox: Outbox,
  queues: Pick<Queues, 'add'>,
  { log, clock, batchSize }: Required<Omit<RelayOptions, 'pollMs'>>,
): Promise<number> {
  const rows = (await outbox.claimBatch(batchSize)).filter((row) => {
    const known = QueueName.safeParse(row.queue);
    const ours = known.success && JOB_SCHEMAS[known.data].safeParse(row.payload).success;
    // Left where it is and reported each time: one bad row must neither be lost nor hold up the others.
    if (!ours) log.error({ jobId: jobIdOf(row), code: 'bug.invariant' }, 'outbox row is no job');
    return ours;
  });
  if (rows.length === 0) return 0;
  await queues.add(rows.map(({ outboxId, ...job }) => ({ ...job, jobId: jobIdOf({ outboxId }) })));
  await outbox.markRelayed(
    rows.map((row) => row.outboxId),
    clock.now(),
  );
  return rows.length;
}

const jobIdOf = ({ outboxId }: Pick<OutboxRow, 'outboxId'>): string => `outbox-${outboxId}`;
