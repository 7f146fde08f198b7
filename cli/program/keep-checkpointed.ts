import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import { signAuditCheckpoint } from '../../ledger/auditing/checkpoint.ts';
import type { Db } from '../../ledger/database.ts';
import { onceAmongProcesses } from '../../ledger/intake/pending.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Config } from '../../runtime/config.ts';
import { errorFields, type Log } from '../../runtime/log.ts';
import type { Signer } from '../../runtime/signer.ts';
import { keepDoing } from './keep-doing.ts';
import { keepCheckpoint } from './kept-checkpoints.ts';

type Signing = Readonly<{ config: Config; db: Db; log: Log; review: { signer: Signer } }>;

/** Signs what the audit log of every municipality has come to, and keeps the line beside the database too. */
export async function checkpointAll({ config, db, log, review }: Signing): Promise<void> {
  for (const municipalityId of await municipalityIds(db)) {
    const outcome = await inMunicipality(municipalityId, () =>
      signAuditCheckpoint(db, municipalityId, review.signer, systemClock.now()),
    );
    if (outcome.kind === 'signed') await keepCheckpoint(config.dataFolder, outcome.checkpoint);
    const whole = outcome.kind === 'nothing_new' || (outcome.kind === 'signed' && outcome.fits);
    if (!whole) log.error({ outcome: outcome.kind }, 'audit log differs from its last checkpoint');
  }
}

/** The same at the end of a program; what fails then must not keep the rest from closing. */
export async function lastCheckpoint(signing: Signing): Promise<void> {
  await checkpointAll(signing).catch((error: unknown) =>
    signing.log.warn(errorFields(error), 'audit log could not be signed at the end'),
  );
}

const EVERY_MS = 60_000;

/** As long as the program runs; what was recorded since the last turn is all that could be cut off unnoticed. */
export function keepCheckpointed(signing: Signing): { close(): Promise<void> } {
  const { db, log } = signing;
  return keepDoing(
    () => onceAmongProcesses(db, 'yoshin.audit-checkpoints', () => checkpointAll(signing)),
    EVERY_MS,
    (error) => log.warn(errorFields(error), 'audit log could not be signed, will try again'),
  );
}
