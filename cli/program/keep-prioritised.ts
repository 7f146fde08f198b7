import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { batchesToRequeue, requeued, subjectsWithMachine } from '../../ledger/intake/priority.ts';
import type { Queues } from '../../queue/queues.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorFields } from '../../runtime/log.ts';
import { SheetJob, SplitJob } from '../../schemas/jobs.ts';
import { keepDoing } from './keep-doing.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 1_000;
/** A relay may have looked up the priority just before it changed and add the job just after: look again. */
const SETTLED_MS = 5_000;

/** Moves the jobs of a batch that a supervisor moved forward, or back: those that were queued before. */
export function keepPrioritised(
  { db, log }: Pick<Program, 'db' | 'log'>,
  queues: Pick<Queues, 'reprioritise'>,
): { close(): Promise<void> } {
  const requeue = async (): Promise<void> => {
    for (const batch of await batchesToRequeue(db)) {
      const { batchId, priority, requeueSince } = batch;
      const subjects = await subjectsWithMachine(db, batchId);
      const rank = (payload: unknown) =>
        subjects.has(subjectOf(payload) ?? '') ? priority : undefined;
      const count = await queues.reprioritise(rank);
      if (count > 0) log.info({ batchId, count }, 'jobs of a batch moved in the queue');
      const age = systemClock.now().getTime() - requeueSince.getTime();
      if (age > SETTLED_MS) await requeued(db, batch);
    }
  };
  const look = async (): Promise<void> => {
    if ((await batchesToRequeue(db)).length > 0)
      await onceAmongProcesses(db, 'yoshin.prioritise', requeue);
  };
  return keepDoing(look, EVERY_MS, (error) =>
    log.warn(errorFields(error), 'a batch could not be moved in the queue, will try again'),
  );
}

function subjectOf(payload: unknown): string | undefined {
  const sheet = SheetJob.safeParse(payload);
  if (sheet.success) return sheet.data.sheetId;
  return SplitJob.safeParse(payload).data?.originalId;
}
