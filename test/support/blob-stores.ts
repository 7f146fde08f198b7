import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRef, BlobStore } from '../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';
import { openS3BlobStore } from '../../runtime/s3-blob-store.ts';
import { openS3Objects } from '../../runtime/s3-objects.ts';
import { startTestObjectStore } from './object-store.ts';

export type OpenedStore = Readonly<{
  store: BlobStore;
  drafts: string;
  /** The same place as a process that starts anew opens it. */
  reopen(): Promise<BlobStore>;
  /** What lies there, sealed, and putting something else in its stead. */
  sealed(ref: BlobRef): Promise<Buffer>;
  replace(ref: BlobRef, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}>;

export type StoreKind = Readonly<{
  kind: 'folder' | 'object store';
  start(): Promise<{ open(): Promise<OpenedStore>; stop(): Promise<void> }>;
}>;

const pathOf = (ref: BlobRef) => join(ref.storageName.slice(0, 2), ref.storageName);

async function localParts() {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-blob-'));
  const blobFolder = join(folder, 'blobs');
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'keys', 'master'), blobFolder });
  return { folder, blobFolder, keys, drafts: join(blobFolder, 'drafts') };
}

const fileStores: StoreKind = {
  kind: 'folder',
  start: async () => ({
    open: async () => {
      const { folder, blobFolder, keys, drafts } = await localParts();
      const reopen = () => openFileBlobStore(blobFolder, keys);
      return {
        store: await reopen(),
        drafts,
        reopen,
        sealed: (ref) => readFile(join(blobFolder, pathOf(ref))),
        replace: (ref, bytes) => writeFile(join(blobFolder, pathOf(ref)), bytes),
        close: () => rm(folder, { recursive: true }),
      };
    },
    stop: async () => undefined,
  }),
};

const objectStores: StoreKind = {
  kind: 'object store',
  start: async () => {
    const server = await startTestObjectStore();
    return {
      open: async () => {
        const { folder, keys, drafts } = await localParts();
        const at = await server.newBucket();
        const objects = openS3Objects(at);
        const reopen = () => openS3BlobStore(at, { drafts, keys, create: true });
        return {
          store: await reopen(),
          drafts,
          reopen,
          sealed: async (ref) => {
            const parts: Uint8Array[] = [];
            for await (const part of (await objects.get(pathOf(ref))).bytes) parts.push(part);
            return Buffer.concat(parts);
          },
          replace: async (ref, bytes) => {
            await writeFile(join(folder, 'replacement'), bytes);
            await objects.put(pathOf(ref), join(folder, 'replacement'));
          },
          close: async () => {
            objects.close();
            await rm(folder, { recursive: true });
          },
        };
      },
      stop: server.stop,
    };
  },
};

/** The blob suite runs on both: `describe.each(BLOB_STORES)('… in a $kind', …)`. */
export const BLOB_STORES: readonly StoreKind[] = [fileStores, objectStores];
