import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import { eraseExpiredCopies } from '../../ledger/copies/close-comparison.ts';
import { eraseExpired } from '../../ledger/exports/erase-files.ts';
import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorFields } from '../../runtime/log.ts';
import { keepDoing } from './keep-doing.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 10 * 60 * 1000;

/** Erases files that were put out, and copies that were compared, when their time is over. */
export function keepExportsErased({ db, blobs, log }: Pick<Program, 'db' | 'blobs' | 'log'>): {
  close(): Promise<void>;
} {
  const once = async (): Promise<void> => {
    let count = 0;
    for (const municipalityId of await municipalityIds(db)) {
      count += await inMunicipality(municipalityId, async () => {
        const now = systemClock.now();
        const outputs = await eraseExpired({ db, blobs }, municipalityId, now);
        return outputs + (await eraseExpiredCopies({ db, blobs }, municipalityId, now));
      });
    }
    if (count > 0) log.info({ count }, 'erased outputs whose time was over');
  };
  return keepDoing(
    () => onceAmongProcesses(db, 'yoshin.exports', once),
    EVERY_MS,
    (error) => log.warn(errorFields(error), 'outputs could not be erased'),
  );
}
