import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';
import { createFileOnce } from '../../runtime/publish-file.ts';
import { openFileSigner } from '../../runtime/signer.ts';
import { keptIn } from '../program/folders.ts';
import type { BackupContent } from './manifest.ts';
import { refused } from './places.ts';

/** The files without which a backup cannot be used. A session secret is not among them: people log in again. */
function keyFilesOf({ dataFolder, masterKeyFile }: Config): string[] {
  const { masterKey, ledgerKey } = keptIn(dataFolder);
  return [masterKeyFile ?? masterKey, ledgerKey];
}

export type KeyIds = Pick<BackupContent, 'masterKeyId' | 'signingKeyId'>;

export async function keyIdsOf(config: Config): Promise<KeyIds> {
  const { blobs, ledgerKey } = keptIn(config.dataFolder);
  const [keyFile = ''] = keyFilesOf(config);
  const { keyId: masterKeyId } = await openFileKeyProvider({
    ...{ keyFile, blobFolder: blobs, create: false },
  });
  return { masterKeyId, signingKeyId: await signingKeyIdOf(ledgerKey) };
}

/** The names they have in an installation, whatever an operator called the master key's file. */
export async function copyKeys(config: Config, to: string): Promise<void> {
  const { masterKey, ledgerKey } = keptIn(config.dataFolder);
  const [master = ''] = keyFilesOf(config);
  for (const [from, name] of [
    [master, basename(masterKey)],
    [ledgerKey, basename(ledgerKey)],
  ] as const) {
    await createFileOnce(join(to, name), await readFile(from));
  }
}

/** Before anything is written: do these keys open this backup? */
export async function requireKeysFor(
  content: KeyIds,
  { keys, blobs }: { keys: string; blobs: string },
): Promise<void> {
  const named = keptIn('');
  const keyFile = join(keys, basename(named.masterKey));
  await openFileKeyProvider({ keyFile, blobFolder: blobs, create: false });
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
