import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';

/** Encrypted files in a folder of their own. */
export async function openTestBlobs(): Promise<{ blobs: BlobStore; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-blobs-'));
  const blobFolder = join(folder, 'blobs');
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'key'), blobFolder });
  return {
    blobs: await openFileBlobStore(blobFolder, keys),
    remove: () => rm(folder, { recursive: true }),
  };
}
