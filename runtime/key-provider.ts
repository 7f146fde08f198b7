import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedInputError } from './errors.ts';
import { hasCode } from './has-code.ts';
import { createFileOnce } from './publish-file.ts';

/** Wraps the key of each blob. A municipality with an HSM puts its own behind this type. */
export type KeyProvider = Readonly<{
  keyId: string;
  wrap(key: Buffer, context: string): string;
  /** Throws `blob.key_mismatch` when the key was wrapped by another master key or for another context. */
  unwrap(wrappedKey: string, keyId: string, context: string): Buffer;
}>;

const FILE_FORMAT = /^yoshin-master-key-1 ([0-9a-f]{64})\s*$/;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Opens the master key kept in a file, and creates it on the first start. A file beside the blobs
 * remembers which key wrote them: with blobs there and the key gone, a new key would only
 * hide the loss, so that start is refused.
 */
export async function openFileKeyProvider(paths: {
  keyFile: string;
  blobFolder: string;
  /** False for a key kept elsewhere: where a secret failed to mount, making one would lose it again. */
  create?: boolean;
}): Promise<KeyProvider> {
  const marker = join(paths.blobFolder, 'key-id');
  const expected = await readIfThere(marker);
  const master = await readMaster(paths.keyFile, expected === undefined && paths.create !== false);
  const keyId = createHash('sha256')
    .update('yoshin-key-id')
    .update(master)
    .digest('hex')
    .slice(0, 16);
  if (expected === undefined) await createFileOnce(marker, keyId);
  const recorded = expected ?? (await readFile(marker, 'utf8'));
  if (recorded !== keyId) {
    throw mismatch(`${paths.keyFile} holds key ${keyId}; the blobs were written with ${recorded}`);
  }
  return providerOf(master, keyId);
}

function providerOf(master: Buffer, keyId: string): KeyProvider {
  return {
    keyId,
    wrap: (key, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
    },
    unwrap: (wrappedKey, wrappedBy, context) => {
      if (wrappedBy !== keyId) throw mismatch(`the blob was written with key ${wrappedBy}`);
      const bytes = Buffer.from(wrappedKey, 'base64');
      if (bytes.length !== NONCE_BYTES + 32 + TAG_BYTES) throw mismatch('not a wrapped key');
      try {
        const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]);
      } catch (error) {
        throw mismatch('the wrapped key does not belong to this blob', error);
      }
    },
  };
}

async function readMaster(keyFile: string, mayCreate: boolean): Promise<Buffer> {
  if (mayCreate && (await readIfThere(keyFile)) === undefined) {
    await createFileOnce(keyFile, `yoshin-master-key-1 ${randomBytes(32).toString('hex')}\n`);
  }
  const written = await readIfThere(keyFile);
  if (written === undefined) throw mismatch(`there is no master key ${keyFile}; restore it`);
  const hex = FILE_FORMAT.exec(written)?.[1];
  if (hex === undefined) throw mismatch(`${keyFile} is not a master key`);
  return Buffer.from(hex, 'hex');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function mismatch(reason: string, error?: unknown): RejectedInputError {
  return new RejectedInputError('blob.key_mismatch', {
    cause: new Error(reason, error === undefined ? undefined : { cause: error }),
  });
}
