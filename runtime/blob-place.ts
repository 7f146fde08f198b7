/** Where sealed blobs lie: a folder or an object store. It sees ciphertext and random names, never a key. */
export type BlobPlace = Readonly<{
  /** Puts a finished file where `open` finds it, whole or not at all. A second time changes nothing. */
  keep(storageName: string, sealedFile: string): Promise<void>;
  /** Throws `blob.missing` only when the place answered that it has no such blob. */
  open(storageName: string): Promise<OpenBlob>;
  /** A second time is no error. */
  remove(storageName: string): Promise<void>;
  /** Everything that lies there, in no order. */
  list(): AsyncIterable<KeptBlob>;
}>;

export type OpenBlob = Readonly<{ byteSize: number; bytes: AsyncIterable<Uint8Array> }>;
export type KeptBlob = Readonly<{ storageName: string; keptAt: Date }>;

const STORAGE_NAME = /^[0-9a-f]{32}$/;

export const isStorageName = (name: string): boolean => STORAGE_NAME.test(name);

/** The same in every place, so that a folder can be copied into an object store as it is. */
export const placeOf = (storageName: string) =>
  ({ shard: storageName.slice(0, 2), name: storageName }) as const;
