import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  keyMismatch,
  type MasterKeySource,
  masterKeyId,
  readIfThere,
  readMasterKey,
} from './master-key.ts';
import { createFileOnce } from './publish-file.ts';

/** Wraps the key of each blob. */
export type KeyProvider = Readonly<{
  keyId: string;
  wrap(key: Buffer, context: string): string;
  /** Throws `blob.key_mismatch` when the key was wrapped by another master key or for another context. */
  unwrap(wrappedKey: string, keyId: string, context: string): Buffer;
}>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Names the key that wrote the blobs of this folder. */
export const markerOf = (blobFolder: string): string => join(blobFolder, 'key-id');
/** There while keys are being exchanged: some blobs open with the old one, some with the new. */
export const rotationMarkerOf = (blobFolder: string): string => join(blobFolder, 'key-rotation');

type Paths = Readonly<{ source: MasterKeySource; blobFolder: string }>;

/**
 * Opens the master key. A file beside the blobs remembers which key wrote them: with blobs there and the key gone, a new
 * key would only hide the loss, so that start is refused; so is one in the middle of an exchange.
 */
export async function openKeyProvider({ source, blobFolder }: Paths): Promise<KeyProvider> {
  if ((await readIfThere(rotationMarkerOf(blobFolder))) !== undefined) {
    throw keyMismatch(
      '鍵の交換が終わっていません。同じ「yoshin keys rotate」をもう一度実行すると、続きから済ませます',
    );
  }
  const marker = markerOf(blobFolder);
  const expected = await readIfThere(marker);
  const master = await readMasterKey(
    source.kind === 'file'
      ? { ...source, create: source.create && expected === undefined }
      : source,
  );
  const keyId = masterKeyId(master);
  if (expected === undefined) await createFileOnce(marker, keyId);
  const recorded = expected ?? (await readFile(marker, 'utf8'));
  if (recorded !== keyId) {
    throw keyMismatch(
      `鍵 ${keyId} が渡されましたが、画像は鍵 ${recorded} で書かれています。控えの中から ${recorded} の鍵を戻してください`,
    );
  }
  return providerOf(master);
}

/** The key kept in a file; made on the first start unless `create` is false. */
export const openFileKeyProvider = (paths: {
  keyFile: string;
  blobFolder: string;
  /** False for a key kept elsewhere: where a secret failed to mount, making one would lose it again. */
  create?: boolean;
}): Promise<KeyProvider> =>
  openKeyProvider({
    source: { kind: 'file', path: paths.keyFile, create: paths.create !== false },
    blobFolder: paths.blobFolder,
  });

export function providerOf(master: Buffer): KeyProvider {
  const keyId = masterKeyId(master);
  return {
    keyId,
    wrap: (key, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
    },
    unwrap: (wrappedKey, wrappedBy, context) => {
      if (wrappedBy !== keyId) throw keyMismatch(`the blob was written with key ${wrappedBy}`);
      const bytes = Buffer.from(wrappedKey, 'base64');
      if (bytes.length !== NONCE_BYTES + 32 + TAG_BYTES) throw keyMismatch('not a wrapped key');
      try {
        const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]);
      } catch (error) {
        throw keyMismatch('the wrapped key does not belong to this blob', error);
      }
    },
  };
}
