import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';

/** A real store in a folder of its own. */
export async function blobFolder(
  name: string,
): Promise<Readonly<{ blobs: BlobStore; folder: string; remove(): Promise<void> }>> {
  const folder = await mkdtemp(join(tmpdir(), `yoshin-${name}-`));
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'key'), blobFolder: folder });
  const blobs = await openFileBlobStore(join(folder, 'blobs'), keys);
  return { blobs, folder, remove: () => rm(folder, { recursive: true }) };
}
