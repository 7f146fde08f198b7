import { expect, onTestFinished, test } from 'vitest';
import { keepPrioritised } from '../../cli/program/keep-prioritised.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { batchesToRequeue, prioritiseBatch } from '../../ledger/intake/priority.ts';
import { outboxOf } from '../../ledger/outbox.ts';
import { jobHandler } from '../../queue/job-handler.ts';
import { openQueues } from '../../queue/queues.ts';
import { startRelay } from '../../queue/relay.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createLog } from '../../runtime/log.ts';
import { SheetJob } from '../../schemas/jobs.ts';
import { again, ledgerWorld } from '../support/ledger-world.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually } from '../support/use-queue.ts';

const log = createLog('silent');

test.each(QUEUE_BACKENDS)(
  'a batch moved forward overtakes what is queued on $kind',
  async (kind) => {
    const { backend, close } = await kind.open();
    const world = await ledgerWorld(`moved_forward_${kind.kind}`);
    const queues = await openQueues(backend, log);
    onTestFinished(async () => {
      await queues.close();
      await world.close();
      await close();
    });
    const late = { label: '急ぎ', institutionCode: null, month: null, declaredSheets: null };
    const { batchId } = await createBatch(world.db, again(world.system), late);
    const sheets = [
      await world.receivedSheet(),
      await world.receivedSheet(),
      await world.receivedSheet(batchId),
    ].map(({ sheetId }) => sheetId);
    const relay = startRelay(outboxOf(world.db), queues, { log, clock: systemClock, pollMs: 50 });
    onTestFinished(relay.close);
    const waiting = async () => (await queues.counts()).preprocess.waiting;
    await eventually(async () => expect(await waiting()).toBe(3));

    // Long ago: told once, and nothing is owed any more.
    const then = { ...again(world.system), now: new Date(Date.now() - 3_600_000) };
    await prioritiseBatch(world.db, then, { batchId, priority: 'urgent' });
    const keeping = keepPrioritised({ db: world.db, log }, queues);
    onTestFinished(keeping.close);
    await eventually(async () => expect(await batchesToRequeue(world.db)).toEqual([]));

    const seen: string[] = [];
    const deps = { log, recordDeadLetter: async () => undefined };
    const read = jobHandler(SheetJob, async ({ sheetId }) => void seen.push(sheetId), deps);
    const options = { ...deps, halt: () => undefined, concurrency: { preprocess: 1 } };
    const workers = await startWorkers(backend, { preprocess: read }, options);
    onTestFinished(workers.close);
    await eventually(() => expect(seen).toEqual([sheets[2], sheets[0], sheets[1]]));
  },
);
