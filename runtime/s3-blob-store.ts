import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobPlace, isStorageName, type KeptBlob, placeOf } from './blob-place.ts';
import type { BlobStore } from './blob-store.ts';
import { AppError, RejectedInputError } from './errors.ts';
import type { KeyProvider } from './key-provider.ts';
import { openS3Objects, type S3Location, type S3Objects, type S3Patience } from './s3-objects.ts';
import { openSealedBlobStore } from './sealed-blob-store.ts';

export type S3BlobStore = BlobStore & Readonly<{ check(): Promise<void>; close(): void }>;

/** As in the folder of a file store, so that one can be copied into the other. */
const MARK = 'key-id';

/** Blobs as objects of a bucket, which belongs to one master key; `create` takes a bucket that is nobody's yet. */
export async function openS3BlobStore(
  at: S3Location,
  { drafts, keys, create }: { drafts: string; keys: KeyProvider; create: boolean },
  patience?: S3Patience,
): Promise<S3BlobStore> {
  const objects = openS3Objects(at, patience);
  try {
    await requireOurs(objects, keys.keyId, create);
    const store = await openSealedBlobStore({ place: placeIn(objects), drafts, keys });
    return { ...store, check: objects.check, close: objects.close };
  } catch (error) {
    objects.close();
    throw error;
  }
}

function placeIn(objects: S3Objects): BlobPlace {
  const keyOf = (storageName: string) => {
    const { shard, name } = placeOf(storageName);
    return `${shard}/${name}`;
  };
  return {
    keep: (storageName, sealedFile) => objects.put(keyOf(storageName), sealedFile),
    open: (storageName) => objects.get(keyOf(storageName)),
    remove: (storageName) => objects.remove(keyOf(storageName)),
    list: () => listBlobs(objects),
  };
}

async function* listBlobs(objects: S3Objects): AsyncGenerator<KeptBlob> {
  for await (const { key, modifiedAt } of objects.list('')) {
    const storageName = key.slice(3);
    if (isStorageName(storageName) && key === `${storageName.slice(0, 2)}/${storageName}`) {
      yield { storageName, keptAt: modifiedAt };
    }
  }
}

/** Two installations in one place would each take the other's blobs for leftovers. */
async function requireOurs(objects: S3Objects, keyId: string, create: boolean): Promise<void> {
  const found = await readMark(objects);
  if (found === undefined && !create) {
    throw new RejectedInputError('config.invalid', {
      cause: new Error(`no ${MARK} in the bucket`),
    });
  }
  if (found === undefined) await writeMark(objects, keyId);
  const recorded = found ?? (await readMark(objects));
  if (recorded === keyId) return;
  throw new RejectedInputError('blob.key_mismatch', {
    cause: new Error(`the bucket belongs to key ${recorded}; this is ${keyId}`),
  });
}

/** After an exchange of the master key: the bucket is the new one's. */
export async function replaceS3Mark(at: S3Location, keyId: string): Promise<void> {
  const objects = openS3Objects(at);
  try {
    await writeMark(objects, keyId);
  } finally {
    objects.close();
  }
}

async function readMark(objects: S3Objects): Promise<string | undefined> {
  try {
    const { bytes } = await objects.get(MARK);
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if (error instanceof AppError && error.code === 'blob.missing') return undefined;
    throw error;
  }
}

async function writeMark(objects: S3Objects, keyId: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-mark-'));
  try {
    const file = join(folder, MARK);
    await writeFile(file, keyId);
    await objects.put(MARK, file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
