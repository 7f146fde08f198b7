import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { carryOutDisposals } from '../../ledger/retention/carry-out.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorFields } from '../../runtime/log.ts';
import { keepDoing } from './keep-doing.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 10_000;

/** Erases what two people let go, soon after the second did; what a stop cut short goes on at the next start. */
export function keepDisposing(program: Pick<Program, 'db' | 'blobs' | 'log' | 'review'>): {
  close(): Promise<void>;
} {
  const { db, blobs, log, review } = program;
  const erasing = { db, blobs, vault: review.vault };
  const once = async (): Promise<void> => {
    let count = 0;
    for (const municipalityId of await municipalityIds(db)) {
      count += await inMunicipality(municipalityId, () =>
        carryOutDisposals(erasing, municipalityId, () => systemClock.now()),
      );
    }
    if (count > 0) log.info({ count }, 'disposed of what two people let go');
  };
  return keepDoing(
    () => onceAmongProcesses(db, 'yoshin.disposals', once),
    EVERY_MS,
    (error) => log.error(errorFields(error), 'a disposal stopped, will go on'),
  );
}
