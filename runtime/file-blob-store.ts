import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  FILE_MARK,
  inSegments,
  openSegment,
  SEALED_SEGMENT_BYTES,
  sealSegment,
} from './blob-cipher.ts';
import type { BlobRef, BlobSource, BlobStore } from './blob-store.ts';
import { RejectedInputError, TransientError } from './errors.ts';
import { hasCode } from './has-code.ts';
import type { KeyProvider } from './key-provider.ts';
import { syncFolder } from './publish-file.ts';

const STORAGE_NAME = /^[0-9a-f]{32}$/;
const DRAFT_LIFETIME_MS = 24 * 3600 * 1000;

/** Blobs as files under one folder, which a backup may copy at any moment. */
export async function openFileBlobStore(folder: string, keys: KeyProvider): Promise<BlobStore> {
  const drafts = join(folder, 'drafts');
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  await sweepDrafts(drafts);
  return {
    put: (municipalityId, source) => put({ folder, drafts, keys }, municipalityId, source),
    get: async (ref) => {
      const parts: Buffer[] = [];
      for await (const plain of readPlain(folder, keys, ref)) parts.push(plain);
      return Buffer.concat(parts);
    },
    getStream: (ref) => Readable.from(readPlain(folder, keys, ref), { objectMode: false }),
    erase: async (ref) => {
      const path = pathOf(folder, ref.storageName);
      await rm(path, { force: true });
      await syncFolder(join(path, '..')).catch((error: unknown) => {
        if (!hasCode(error, 'ENOENT')) throw error;
      });
    },
  };
}

type Store = Readonly<{ folder: string; drafts: string; keys: KeyProvider }>;

async function put(store: Store, municipalityId: string, source: BlobSource): Promise<BlobRef> {
  const storageName = randomBytes(16).toString('hex');
  const draft = join(store.drafts, storageName);
  const key = randomBytes(32);
  try {
    const { contentHash, byteSize } = await writeSealed(draft, source, {
      key,
      context: fileContext(municipalityId, storageName),
    });
    await moveIntoPlace(draft, pathOf(store.folder, storageName));
    const ref = { municipalityId, contentHash, byteSize, keyId: store.keys.keyId, storageName };
    return { ...ref, wrappedKey: store.keys.wrap(key, keyContext(ref)) };
  } catch (error) {
    await rm(draft, { force: true });
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
      throw new TransientError('service.storage_full', { cause: error });
    }
    throw error;
  } finally {
    key.fill(0);
  }
}

async function writeSealed(
  path: string,
  source: BlobSource,
  seal: { key: Buffer; context: Buffer },
): Promise<{ contentHash: string; byteSize: number }> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(FILE_MARK);
    let index = 0;
    let byteSize = 0;
    for await (const { plain, last } of inSegments(source)) {
      hash.update(plain);
      byteSize += plain.length;
      await handle.writeFile(sealSegment({ ...seal, index, last }, plain));
      index += 1;
    }
    await handle.sync();
    return { contentHash: hash.digest('hex'), byteSize };
  } finally {
    await handle.close();
  }
}

async function moveIntoPlace(draft: string, path: string): Promise<void> {
  const shard = join(path, '..');
  const created = await mkdir(shard, { recursive: true, mode: 0o700 });
  await rename(draft, path);
  await syncFolder(shard);
  if (created !== undefined) await syncFolder(join(shard, '..'));
}

async function* readPlain(
  folder: string,
  keys: KeyProvider,
  ref: BlobRef,
): AsyncGenerator<Buffer, void> {
  const key = keys.unwrap(ref.wrappedKey, ref.keyId, keyContext(ref));
  const handle = await openBlob(pathOf(folder, ref.storageName));
  try {
    const hash = createHash('sha256');
    const place = { key, context: fileContext(ref.municipalityId, ref.storageName) };
    let byteSize = 0;
    for await (const { sealed, index, last } of sealedSegments(handle)) {
      const plain = authenticated({ ...place, index, last }, sealed);
      hash.update(plain);
      byteSize += plain.length;
      yield plain;
    }
    // Only a wrong reference can fail here: the segments are authentic, so they are not what it names.
    if (byteSize !== ref.byteSize || hash.digest('hex') !== ref.contentHash) throw damaged();
  } finally {
    key.fill(0);
    await handle.close();
  }
}

async function* sealedSegments(handle: FileHandle) {
  const { size } = await handle.stat();
  const mark = await readExactly(handle, 0, FILE_MARK.length);
  if (!mark.equals(FILE_MARK)) throw damaged();
  let position = FILE_MARK.length;
  for (let index = 0; position < size || index === 0; index += 1) {
    const length = Math.min(SEALED_SEGMENT_BYTES, size - position);
    const sealed = await readExactly(handle, position, length);
    position += length;
    yield { sealed, index, last: position >= size };
  }
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw damaged();
    done += bytesRead;
  }
  return bytes;
}

function authenticated(place: Parameters<typeof openSegment>[0], sealed: Buffer): Buffer {
  try {
    return openSegment(place, sealed);
  } catch (error) {
    throw damaged(error);
  }
}

async function openBlob(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new RejectedInputError('blob.missing', { cause: error });
    throw error;
  }
}

/** A process killed while writing leaves a draft nobody has the key of. Young ones may be another's. */
async function sweepDrafts(drafts: string): Promise<void> {
  for (const name of await readdir(drafts)) {
    const path = join(drafts, name);
    const found = await stat(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (found && Date.now() - found.mtimeMs > DRAFT_LIFETIME_MS) await rm(path, { force: true });
  }
}

/** The name comes out of the database: checked, so that it can never step out of the folder. */
function pathOf(folder: string, storageName: string): string {
  if (!STORAGE_NAME.test(storageName)) throw new RejectedInputError('blob.missing');
  return join(folder, storageName.slice(0, 2), storageName);
}

const fileContext = (municipalityId: string, storageName: string) =>
  Buffer.from(`yoshin-blob-1|${municipalityId}|${storageName}`);

/** Binds the key to everything the reference says: no field of it can be exchanged for another blob's. */
const keyContext = (ref: Omit<BlobRef, 'wrappedKey'>) =>
  [
    'yoshin-key-1',
    ref.municipalityId,
    ref.contentHash,
    ref.byteSize,
    ref.keyId,
    ref.storageName,
  ].join('|');

const damaged = (cause?: unknown) =>
  new RejectedInputError('blob.damaged', cause === undefined ? undefined : { cause });
