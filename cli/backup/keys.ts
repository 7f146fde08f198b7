import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { openKeyProvider } from '../../runtime/key-provider.ts';
import { createFileOnce } from '../../runtime/publish-file.ts';
import { openFileSigner } from '../../runtime/signer.ts';
import { keptIn } from '../program/folders.ts';
import { masterKeySource, openMasterKey } from '../program/master-key.ts';
import type { BackupContent } from './manifest.ts';
import { refused } from './places.ts';

export type KeyIds = Pick<BackupContent, 'masterKeyId' | 'signingKeyId'>;

export async function keyIdsOf(config: Config): Promise<KeyIds> {
  const { blobs, ledgerKey } = keptIn(config.dataFolder);
  const { keyId: masterKeyId } = await openMasterKey(config, blobs, { create: false });
  return { masterKeyId, signingKeyId: await signingKeyIdOf(ledgerKey) };
}

/**
 * The files without which a backup cannot be used, under the names they have in an installation, whatever an operator called
 * the master key's. A master key that is no file is its keeper's; a session secret is not among them: people log in again.
 */
export async function copyKeys(config: Config, to: string): Promise<void> {
  const { masterKey, ledgerKey } = keptIn(config.dataFolder);
  const source = masterKeySource(config);
  await createFileOnce(join(to, basename(ledgerKey)), await readFile(ledgerKey));
  if (source.kind !== 'file') return;
  await createFileOnce(join(to, basename(masterKey)), await readFile(source.path));
}

/** Before anything is written: do these keys open this backup? */
export async function requireKeysFor(
  config: Config,
  content: KeyIds,
  { keys, blobs }: { keys: string; blobs: string },
): Promise<void> {
  const named = keptIn('');
  const configured = masterKeySource(config);
  const path = join(keys, basename(named.masterKey));
  const source = configured.kind === 'file' ? { ...configured, path, create: false } : configured;
  await openKeyProvider({ source, blobFolder: blobs });
  const signing = await signingKeyIdOf(join(keys, basename(named.ledgerKey)));
  if (signing === content.signingKeyId) return;
  throw refused(`台帳の署名鍵が違います (鍵 ${signing}、控えは ${content.signingKeyId})`);
}

/** Opening a signing key makes a missing one: here that would only hide the loss. */
async function signingKeyIdOf(path: string): Promise<string> {
  try {
    await access(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new RejectedInputError('config.invalid', { cause: new Error(`${path} がありません`) });
  }
  return (await openFileSigner(path)).keyId;
}
