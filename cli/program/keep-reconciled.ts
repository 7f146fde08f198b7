import {
  anyPending,
  forgetPassedAttempts,
  onceAmongProcesses,
  pendingJobs,
} from '../../ledger/intake/pending.ts';
import type { Queues } from '../../queue/queues.ts';
import { reconcile } from '../../queue/reconcile.ts';
import { systemClock } from '../../runtime/clock.ts';
import { newId } from '../../runtime/ids.ts';
import { errorFields } from '../../runtime/log.ts';
import { keepDoing } from './keep-doing.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 15_000;
/** A sheet that has not moved for so long may have been forgotten by the queue, which is then asked. */
const STILL_MS = 20_000;

/**
 * What `yoshin queue reconcile` does, at the start and ever after: a queue that was emptied or lost what
 * it had promised is filled again from the sheets' states, and nobody has to notice first.
 */
export function keepReconciled(
  { db, log }: Pick<Program, 'db' | 'log'>,
  queues: Pick<Queues, 'add' | 'unfinished'>,
): { close(): Promise<void> } {
  const once = async (): Promise<void> => {
    const before = new Date(systemClock.now().getTime() - STILL_MS);
    await forgetPassedAttempts(db, before);
    if (!(await anyPending(db, newId, before))) return;
    const { added, pending } = await reconcile(() => pendingJobs(db, newId, before), queues, newId);
    if (added > 0) log.warn({ count: added, total: pending }, 'sheets put back into the queue');
  };
  return keepDoing(
    () => onceAmongProcesses(db, 'yoshin.reconcile', once),
    EVERY_MS,
    (error) => log.warn(errorFields(error), 'queue could not be reconciled, will try again'),
  );
}
