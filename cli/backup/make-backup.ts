import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError, TransientError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import type { Log } from '../../runtime/log.ts';
import { type FolderLock, lockFolder } from '../../runtime/services/folder-lock.ts';
import { openServices } from '../../runtime/services/services.ts';
import { copyTree, verifyTree } from './copy-tree.ts';
import { copyKeys, keyIdsOf } from './keys.ts';
import { type CopiedEntry, writeManifest } from './manifest.ts';
import { bucketOf, emptyFolder, KEPT, refuseOverlap } from './places.ts';

export type Backup = Readonly<{ files: number; bytes: number }>;

/**
 * A cold copy of the embedded installation. The server that npm installs has no program for a hot one, so the
 * database is opened and shut down properly first (which replays what a crash left), and the folder's lock keeps
 * everybody out until the copy is written, read back and compared.
 */
export async function makeBackup(
  config: Config,
  log: Log,
  to: { folder: string; keysTo: string | undefined; now: Date },
): Promise<Backup> {
  const { dataFolder } = config;
  await refuseOverlaps(dataFolder, to);
  await access(join(dataFolder, 'postgres'));
  await emptyFolder(to.folder);
  const lock = await lockAtRest(config, log);
  try {
    const entries = await copyAll(dataFolder, to.folder);
    await verifyTree(to.folder, KEPT, entries);
    const postgresVersion = await readFile(join(dataFolder, 'postgres/PG_VERSION'), 'utf8');
    const madeAt = to.now.toISOString();
    const more = {
      ...(await keyIdsOf(config)),
      postgresVersion: postgresVersion.trim(),
      imagesIn: bucketOf(config),
    };
    await writeManifest(to.folder, { format: 'yoshin-backup-1', madeAt, ...more, entries });
    if (to.keysTo !== undefined) await copyKeys(config, to.keysTo);
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    return { files: entries.filter((entry) => entry.kind === 'file').length, bytes };
  } catch (error) {
    // Half a backup is worse than none: somebody might count on it.
    for (const name of [...KEPT, 'manifest.json']) {
      await rm(join(to.folder, name), { recursive: true, force: true });
    }
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    throw new TransientError('service.storage_full', { cause: error });
  } finally {
    lock.release();
  }
}

async function refuseOverlaps(
  dataFolder: string,
  { folder, keysTo }: { folder: string; keysTo: string | undefined },
): Promise<void> {
  await refuseOverlap(folder, dataFolder);
  if (keysTo === undefined) return;
  await refuseOverlap(keysTo, folder);
  await refuseOverlap(keysTo, dataFolder);
}

/** Holds the folder with its database shut down in order. Refused while the program runs. */
async function lockAtRest(config: Config, log: Log): Promise<FolderLock> {
  await (await openServices(config, log)).close();
  const lock = await lockFolder(config.dataFolder);
  if (lock === undefined) throw inUse('another process was faster');
  const running = await access(join(config.dataFolder, 'postgres/postmaster.pid')).then(
    () => true,
    () => false,
  );
  if (!running) return lock;
  lock.release();
  throw inUse('its database server was not shut down in order');
}

async function copyAll(from: string, to: string): Promise<CopiedEntry[]> {
  const entries: CopiedEntry[] = [];
  for (const name of KEPT)
    entries.push(...(await copyTree(join(from, name), join(to, name), name)));
  return entries;
}

const inUse = (reason: string) =>
  new RejectedInputError('service.folder_in_use', { cause: new Error(reason) });
