import { setTimeout as wait } from 'node:timers/promises';
import { sweepOrphans } from '../../ledger/intake/orphan-blobs.ts';
import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorFields } from '../../runtime/log.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 6 * 3600 * 1000;

/** Removes what died between being stored and being recorded, a few times a day; see `sweepOrphans`. */
export function keepSwept({ db, blobs, log }: Pick<Program, 'db' | 'blobs' | 'log'>): {
  close(): Promise<void>;
} {
  const closing = new AbortController();
  const once = async (): Promise<void> => {
    const { orphans, erased } = await sweepOrphans(db, blobs, systemClock.now());
    if (orphans + erased === 0) return;
    log.info({ count: erased, remaining: orphans }, 'swept files that nothing refers to');
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await onceAmongProcesses(db, 'yoshin.sweep', once);
      } catch (error) {
        log.warn(errorFields(error), 'files that nothing refers to could not be swept');
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
