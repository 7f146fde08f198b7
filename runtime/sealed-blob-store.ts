import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  FILE_MARK,
  inSegments,
  openSegment,
  SEALED_SEGMENT_BYTES,
  sealSegment,
} from './blob-cipher.ts';
import { type BlobPlace, isStorageName, type OpenBlob } from './blob-place.ts';
import type { BlobRef, BlobSource, BlobStore } from './blob-store.ts';
import { RejectedInputError, TransientError } from './errors.ts';
import { hasCode } from './has-code.ts';
import type { KeyProvider } from './key-provider.ts';

const DRAFT_LIFETIME_MS = 24 * 3600 * 1000;

type Store = Readonly<{ place: BlobPlace; drafts: string; keys: KeyProvider }>;

/**
 * Encrypted blobs in any place. Each is sealed into a file of its own under `drafts` first: what leaves this
 * machine is ciphertext of known length, and sending it can be tried again.
 */
export async function openSealedBlobStore(store: Store): Promise<BlobStore> {
  await mkdir(store.drafts, { recursive: true, mode: 0o700 });
  await sweepDrafts(store.drafts);
  return {
    put: (municipalityId, source) => put(store, municipalityId, source),
    get: async (ref) => {
      const parts: Buffer[] = [];
      for await (const plain of readPlain(store, ref)) parts.push(plain);
      return Buffer.concat(parts);
    },
    getStream: (ref) => Readable.from(readPlain(store, ref), { objectMode: false }),
    erase: async ({ storageName }) => store.place.remove(known(storageName)),
    list: () => store.place.list(),
  };
}

async function put(store: Store, municipalityId: string, source: BlobSource): Promise<BlobRef> {
  const storageName = randomBytes(16).toString('hex');
  const draft = join(store.drafts, storageName);
  const key = randomBytes(32);
  try {
    const { contentHash, byteSize } = await writeSealed(draft, source, {
      key,
      context: fileContext(municipalityId, storageName),
    });
    await store.place.keep(storageName, draft);
    const ref = { municipalityId, contentHash, byteSize, keyId: store.keys.keyId, storageName };
    return { ...ref, wrappedKey: store.keys.wrap(key, keyContext(ref)) };
  } catch (error) {
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
      throw new TransientError('service.storage_full', { cause: error });
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
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
    return { contentHash: hash.digest('hex'), byteSize };
  } finally {
    await handle.close();
  }
}

async function* readPlain({ place, keys }: Store, ref: BlobRef): AsyncGenerator<Buffer, void> {
  const key = keys.unwrap(ref.wrappedKey, ref.keyId, keyContext(ref));
  try {
    const hash = createHash('sha256');
    const seal = { key, context: fileContext(ref.municipalityId, ref.storageName) };
    let byteSize = 0;
    for await (const part of sealedSegments(await place.open(known(ref.storageName)))) {
      const { sealed, index, last } = part;
      const plain = authenticated({ ...seal, index, last }, sealed);
      hash.update(plain);
      byteSize += plain.length;
      yield plain;
    }
    // Only a wrong reference can fail here: the segments are authentic, so they are not what it names.
    if (byteSize !== ref.byteSize || hash.digest('hex') !== ref.contentHash) throw damaged();
  } finally {
    key.fill(0);
  }
}

type SealedPart = Readonly<{ sealed: Buffer; index: number; last: boolean }>;

/** Whatever pieces the bytes arrive in; an early end is a damaged blob. */
async function* sealedSegments({ byteSize, bytes }: OpenBlob): AsyncGenerator<SealedPart> {
  let position = 0;
  let index = 0;
  let wanted = FILE_MARK.length;
  let held = Buffer.alloc(0);
  for await (const piece of bytes) {
    held = Buffer.concat([held, piece]);
    while (held.length >= wanted && position < byteSize) {
      const part = held.subarray(0, wanted);
      held = held.subarray(wanted);
      if (position === 0) requireMark(part);
      else {
        yield { sealed: part, index, last: position + wanted >= byteSize };
        index += 1;
      }
      position += wanted;
      wanted = Math.min(SEALED_SEGMENT_BYTES, byteSize - position);
    }
  }
  if (position !== byteSize || held.length > 0 || index === 0) throw damaged();
}

function requireMark(start: Buffer): void {
  if (!start.equals(FILE_MARK)) throw damaged();
}

function authenticated(place: Parameters<typeof openSegment>[0], sealed: Buffer): Buffer {
  try {
    return openSegment(place, sealed);
  } catch (error) {
    throw damaged(error);
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

/** The name comes out of the database: checked, so that it can never step out of its place. */
function known(storageName: string): string {
  if (!isStorageName(storageName)) throw new RejectedInputError('blob.missing');
  return storageName;
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

/** The key of a blob under another master key; what it is bound to stays. */
export function rewrapped(
  ref: BlobRef,
  from: KeyProvider,
  to: KeyProvider,
): Pick<BlobRef, 'wrappedKey' | 'keyId'> {
  const key = from.unwrap(ref.wrappedKey, ref.keyId, keyContext(ref));
  try {
    const { keyId } = to;
    return { keyId, wrappedKey: to.wrap(key, keyContext({ ...ref, keyId })) };
  } finally {
    key.fill(0);
  }
}

const damaged = (cause?: unknown) =>
  new RejectedInputError('blob.damaged', cause === undefined ? undefined : { cause });
