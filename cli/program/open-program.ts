import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ActContext } from '../../ledger/act-context.ts';
import { countBacklog } from '../../ledger/backlog.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { systemRandomness } from '../../ledger/entries/commitments.ts';
import { lastSigningKey } from '../../ledger/installation-facts.ts';
import { migrate } from '../../ledger/migrate.ts';
import type { ReviewDeps } from '../../ledger/review/round.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { readFormTemplates } from '../../runtime/form-templates.ts';
import type { KeyProvider } from '../../runtime/key-provider.ts';
import type { Log } from '../../runtime/log.ts';
import { joinServices, openServices, type Services } from '../../runtime/services/services.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import { createShutdown, type Shutdown } from '../../runtime/shutdown.ts';
import { openFileSigner } from '../../runtime/signer.ts';
import { openTermVault } from '../../runtime/term-vault.ts';
import { FORMS_FOLDER, keptIn } from './folders.ts';
import { holdBack } from './hold-back.ts';
import { lastCheckpoint } from './keep-checkpointed.ts';
import { openMasterKey } from './master-key.ts';
import { openBlobs } from './open-blobs.ts';
import { operator } from './operator.ts';

/** Database, keys and files of one installation, open. Closing what was added later comes first. */
export type Program = Readonly<{
  config: Config;
  log: Log;
  services: Services;
  db: Db;
  blobs: BlobStore;
  /** The master key. */
  keys: KeyProvider;
  /** Throws while the object store does not answer. */
  checkBlobs(): Promise<void>;
  /** For files that come in: refuses them while they could not be kept. */
  intake: Pick<BlobStore, 'put'>;
  review: ReviewDeps;
  shutdown: Shutdown;
  /** The operator at the command line of the server, acting for a municipality. */
  operator(municipalityId: string): ActContext;
}>;

const POOL = 12;

/**
 * `own`: this process is the installation, and refuses to start beside another one.
 * `join`: a command beside the running program, or alone when there is none.
 */
export async function openProgram(
  config: Config,
  log: Log,
  mode: 'own' | 'join',
): Promise<Program> {
  const shutdown = createShutdown(log);
  try {
    const services = await (mode === 'own' ? openServices : joinServices)(config, log);
    shutdown.add('services', services.close);
    await migrate(services.databaseUrl, systemClock.now());
    const db = openDatabase(services.databaseUrl, { max: POOL });
    shutdown.add('database', () => db.destroy());
    const kept = keptIn(config.dataFolder);
    for (const folder of [kept.blobs, dirname(kept.ledgerKey)]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    const keys = await openMasterKey(config, kept.blobs, { create: true });
    const signer = await openFileSigner(kept.ledgerKey);
    const vault = openTermVault(signer.derive('yoshin-audit-terms-1'));
    await refuseOtherSigner(db, signer.keyId, kept.ledgerKey);
    const templates = await readFormTemplates(FORMS_FOLDER);
    const review = { db, templates, signer, vault, randomness: systemRandomness };
    shutdown.add('audit checkpoint', () => lastCheckpoint({ config, db, log, review }));
    // Rules that cannot be read stop the program now, not the first sheet.
    await shippedVaccines();
    const { blobs, intake, check, close } = await openBlobs(config, db, keys);
    shutdown.add('blobs', close);
    return {
      config,
      log,
      services,
      db,
      blobs,
      keys,
      checkBlobs: check,
      intake: holdBack(intake, () => countBacklog(db, config.maxBacklog), config.maxBacklog),
      review,
      shutdown,
      operator,
    };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

/** A ledger signed by another key would go on with a break in it: say so before anything is written. */
async function refuseOtherSigner(db: Db, keyId: string, keyFile: string): Promise<void> {
  const last = await lastSigningKey(db);
  if (last === undefined || last === keyId) return;
  throw new RejectedInputError('config.invalid', {
    cause: new Error(`${keyFile} holds key ${keyId}; the ledger was signed with ${last}`),
  });
}
