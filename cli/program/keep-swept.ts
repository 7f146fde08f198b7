import { setTimeout as wait } from 'node:timers/promises';
import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import { eraseContainers, removeErased } from '../../ledger/intake/containers.ts';
import { sweepOrphans } from '../../ledger/intake/orphan-blobs.ts';
import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { systemClock } from '../../runtime/clock.ts';
import { newId } from '../../runtime/ids.ts';
import { errorFields } from '../../runtime/log.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 6 * 3600 * 1000;

/** Removes what died between being stored and being recorded, a few times a day; see `sweepOrphans`. */
export function keepSwept({ db, blobs, log }: Pick<Program, 'db' | 'blobs' | 'log'>): {
  close(): Promise<void>;
} {
  const closing = new AbortController();
  const once = async (): Promise<void> => {
    await eraseAllContainers({ db, blobs });
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

/** What the stages left behind: files as they came that nobody needs any more, of every municipality. */
async function eraseAllContainers(deps: Pick<Program, 'db' | 'blobs'>): Promise<void> {
  for (const municipalityId of await municipalityIds(deps.db)) {
    const context = {
      ...{ actor: systemActor(municipalityId), now: systemClock.now(), newId },
      ...{ requestId: newId(), traceId: newId() },
    };
    await inMunicipality(municipalityId, async () => {
      while ((await eraseContainers(deps, context)) > 0);
      await removeErased(deps, context);
    });
  }
}
