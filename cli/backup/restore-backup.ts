import { chown, lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError, TransientError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { createFileOnce, syncFolder } from '../../runtime/publish-file.ts';
import { lockFolder } from '../../runtime/services/folder-lock.ts';
import { chooseServerAccount } from '../../runtime/services/server-account.ts';
import { keptIn } from '../program/folders.ts';
import { masterKeySource } from '../program/master-key.ts';
import { copyTree, restoreModes, verifyTree } from './copy-tree.ts';
import { requireKeysFor } from './keys.ts';
import { type BackupContent, readManifest } from './manifest.ts';
import { bucketOf, emptyFolder, KEPT, refused, refuseOverlap } from './places.ts';

/**
 * Puts a backup into an empty data folder, everything compared before and after. The keys come last: a start in
 * the middle of it, or after a crash, finds images without their key and refuses.
 */
export async function restoreBackup(
  config: Config,
  from: { folder: string; keys: string },
): Promise<BackupContent> {
  const { dataFolder } = config;
  await refuseOverlap(from.folder, dataFolder);
  const content = await readManifest(from.folder);
  requireBucket(config, content);
  await verifyTree(from.folder, KEPT, content.entries);
  await requireKeysFor(config, content, { keys: from.keys, blobs: join(from.folder, 'blobs') });
  await emptyFolder(dataFolder);
  const lock = await lockFolder(dataFolder);
  if (lock === undefined) throw new RejectedInputError('service.folder_in_use');
  try {
    await fill(dataFolder, from.folder, content);
    await placeKeys(config, from.keys);
    return content;
  } catch (error) {
    for (const name of [...KEPT, DRAFT, 'keys']) {
      await rm(join(dataFolder, name), { recursive: true, force: true });
    }
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    throw new TransientError('service.storage_full', { cause: error });
  } finally {
    lock.release();
  }
}

function requireBucket(config: Config, { imagesIn }: BackupContent): void {
  const configured = bucketOf(config);
  if (imagesIn === configured) return;
  const [theirs, ours] = [imagesIn ?? 'この控えの中', configured ?? 'YOSHIN_DATA の中'];
  throw refused(
    `画像の場所が違います (控え: ${theirs}、設定: ${ours})。YOSHIN_BLOBS_S3_URL を合わせてください`,
  );
}

/** A name that a start clears away, should this end half-way. */
const DRAFT = 'postgres.draft-restore';

async function fill(dataFolder: string, from: string, content: BackupContent): Promise<void> {
  const cluster = join(dataFolder, 'postgres');
  await copyTree(join(from, 'blobs'), join(dataFolder, 'blobs'), 'blobs');
  await copyTree(join(from, 'postgres'), join(dataFolder, DRAFT), 'postgres');
  const account = await chooseServerAccount(cluster);
  if (account !== undefined) await giveTo(account, join(dataFolder, DRAFT));
  await rename(join(dataFolder, DRAFT), cluster);
  await restoreModes(dataFolder, content.entries);
  await syncFolder(dataFolder);
  await verifyTree(dataFolder, KEPT, content.entries);
}

async function giveTo(account: { uid: number; gid: number }, folder: string): Promise<void> {
  await chown(folder, account.uid, account.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}

async function placeKeys(config: Config, keys: string): Promise<void> {
  const { masterKey, ledgerKey } = keptIn(config.dataFolder);
  const source = masterKeySource(config);
  for (const path of [...(source.kind === 'file' ? [source.path] : []), ledgerKey]) {
    const name = path === ledgerKey ? basename(ledgerKey) : basename(masterKey);
    // An operator's own master key may be in its place already: it was compared with the backup's.
    const there = await lstat(path).catch(() => undefined);
    if (there === undefined) await createFileOnce(path, await readFile(join(keys, name)));
  }
}
