import { describe, expect, onTestFinished, test } from 'vitest';
import { openQueues, type Queues } from '../../queue/queues.ts';
import { type Outbox, type OutboxRow, startRelay } from '../../queue/relay.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createLog } from '../../runtime/log.ts';
import { sheetJob } from '../support/jobs.ts';
import { type OpenedBackend, QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually } from '../support/use-queue.ts';

const log = createLog('silent');
const NEVER_MS = 3_600_000;

/** Rows in the order they were committed, as the ledger's outbox hands them out. */
function outboxOf(rows: OutboxRow[]): Outbox & { left: () => string[]; rows: OutboxRow[] } {
  const relayed = new Set<string>();
  const open = () => rows.filter((row) => !relayed.has(row.outboxId));
  return {
    rows,
    left: () => open().map((row) => row.outboxId),
    claimBatch: async (limit) => open().slice(0, limit),
    markRelayed: async (ids) => {
      for (const id of ids) relayed.add(id);
    },
  };
}

const rowsOf = (count: number, from = 1): OutboxRow[] =>
  Array.from({ length: count }, (_, index) => ({
    outboxId: String(from + index),
    queue: 'read',
    payload: sheetJob(),
  }));

async function openedOn(open: () => Promise<OpenedBackend>) {
  const { backend, close } = await open();
  const queues = await openQueues(backend, log);
  onTestFinished(async () => {
    await queues.close();
    await close();
  });
  return { queues, waiting: async () => (await queues.counts()).read.waiting };
}
const start = (outbox: Outbox, queues: Pick<Queues, 'add'>, pollMs = 20) => {
  const relay = startRelay(outbox, queues, { log, clock: systemClock, pollMs, batchSize: 3 });
  onTestFinished(relay.close);
  return relay;
};

describe.each(QUEUE_BACKENDS)('the relay on $kind', ({ open }) => {
  const opened = () => openedOn(open);

  test('empties the outbox batch by batch, and is woken for what comes later', async () => {
    const { queues, waiting } = await opened();
    const outbox = outboxOf(rowsOf(7));
    const relay = start(outbox, queues, NEVER_MS);
    await eventually(() => expect(outbox.left()).toEqual([]));
    expect(await waiting()).toBe(7);
    outbox.rows.push(...rowsOf(2, 8));
    relay.wake();
    await eventually(() => expect(outbox.left()).toEqual([]));
    expect(await waiting()).toBe(9);
  });

  test('after a crash between adding and marking, relays again and each row is still one job', async () => {
    const { queues, waiting } = await opened();
    const outbox = outboxOf(rowsOf(2));
    let crashes = 0;
    const crashing: Outbox = {
      ...outbox,
      markRelayed: async (ids, now) => {
        crashes += 1;
        if (crashes <= 2) throw new Error('killed');
        await outbox.markRelayed(ids, now);
      },
    };
    start(crashing, queues);
    await eventually(() => expect(outbox.left()).toEqual([]));
    expect(crashes).toBe(3);
    expect(await waiting()).toBe(2);
  });

  test('keeps the rows while the queue refuses, also when it had them and reported a failure', async () => {
    const { queues, waiting } = await opened();
    const outbox = outboxOf(rowsOf(2));
    let calls = 0;
    const unreliable: Pick<Queues, 'add'> = {
      add: async (jobs) => {
        calls += 1;
        if (calls === 1) throw new Error('refused');
        await queues.add(jobs);
        if (calls === 2) throw new Error('answer lost');
      },
    };
    start(outbox, unreliable);
    await eventually(() => expect(outbox.left()).toEqual([]));
    expect(calls).toBe(3);
    expect(await waiting()).toBe(2);
  });

  test('leaves a row that is no job where it is, and relays the others', async () => {
    const { queues, waiting } = await opened();
    const [before, bad, after] = rowsOf(3);
    const outbox = outboxOf([before, { ...bad, payload: {} }, after] as OutboxRow[]);
    start(outbox, queues);
    await eventually(() => expect(outbox.left()).toEqual(['2']));
    expect(await waiting()).toBe(2);
  });

  test('two relays on one outbox make no second job', async () => {
    const { queues, waiting } = await opened();
    const outbox = outboxOf(rowsOf(20));
    start(outbox, queues);
    start(outbox, queues);
    await eventually(() => expect(outbox.left()).toEqual([]));
    expect(await waiting()).toBe(20);
  });
});

test('a closed relay has finished its batch and claims no other', async () => {
  const outbox = outboxOf(rowsOf(3));
  const adding = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const add = () => {
    entered.resolve();
    return adding.promise;
  };
  const relay = startRelay(outbox, { add }, { log, clock: systemClock, batchSize: 2 });
  await entered.promise;
  const closed = relay.close();
  adding.resolve();
  await closed;
  expect(outbox.left()).toEqual(['3']);
});
