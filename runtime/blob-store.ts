import type { Readable } from 'node:stream';
import type { KeptBlob } from './blob-place.ts';

/** All that is needed to find, open and check one blob again. The ledger keeps it; the key is wrapped. */
export type BlobRef = Readonly<{
  municipalityId: string;
  /** SHA-256 of the plain bytes, hex. */
  contentHash: string;
  byteSize: number;
  /** base64; erasing it erases the blob, wherever copies of the file may be. */
  wrappedKey: string;
  /** The master key that wrapped it. */
  keyId: string;
  /** Random: neither a name nor the content can be told from it. */
  storageName: string;
}>;

export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Encrypted blobs, one key each. `get` and `getStream` hand out authenticated bytes only; a file that is
 * cut short, changed, or another blob's is refused with `blob.damaged`.
 */
export type BlobStore = Readonly<{
  put(municipalityId: string, source: BlobSource): Promise<BlobRef>;
  get(ref: BlobRef): Promise<Buffer>;
  getStream(ref: BlobRef): Readable;
  /** Removes the file; a second time is no error. The caller erases `wrappedKey` in the ledger. */
  erase(ref: Pick<BlobRef, 'storageName'>): Promise<void>;
  /** Every file there is, whether the ledger knows it or not. */
  list(): AsyncIterable<KeptBlob>;
}>;
