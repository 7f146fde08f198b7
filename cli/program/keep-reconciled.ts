import { setTimeout as wait } from 'node:timers/promises';
import { anyPending, onceAmongProcesses, pendingJobs } from '../../ledger/intake/pending.ts';
import type { Queues } from '../../queue/queues.ts';
import { reconcile } from '../../queue/reconcile.ts';
import { systemClock } from '../../runtime/clock.ts';
import { newId } from '../../runtime/ids.ts';
import { errorFields } from '../../runtime/log.ts';
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
  const closing = new AbortController();
  const once = async (): Promise<void> => {
    const before = new Date(systemClock.now().getTime() - STILL_MS);
    if (!(await anyPending(db, newId, before))) return;
    const { added, pending } = await reconcile(() => pendingJobs(db, newId, before), queues, newId);
    if (added > 0) log.warn({ count: added, total: pending }, 'sheets put back into the queue');
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await onceAmongProcesses(db, 'yoshin.reconcile', once);
      } catch (error) {
        log.warn(errorFields(error), 'queue could not be reconciled, will try again');
      }
      await wait(EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
