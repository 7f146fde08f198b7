import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SEALED_SEGMENT_BYTES } from './blob-cipher.ts';
import {
  type BlobPlace,
  isStorageName,
  type KeptBlob,
  type OpenBlob,
  placeOf,
} from './blob-place.ts';
import type { BlobStore } from './blob-store.ts';
import { RejectedInputError } from './errors.ts';
import { hasCode } from './has-code.ts';
import type { KeyProvider } from './key-provider.ts';
import { syncFolder } from './publish-file.ts';
import { openSealedBlobStore } from './sealed-blob-store.ts';

/** Blobs as files under one folder, which a backup may copy at any moment. */
export const openFileBlobStore = (folder: string, keys: KeyProvider): Promise<BlobStore> =>
  openSealedBlobStore({ place: filePlace(folder), drafts: join(folder, 'drafts'), keys });

function filePlace(folder: string): BlobPlace {
  const pathOf = (storageName: string) => {
    const { shard, name } = placeOf(storageName);
    return join(folder, shard, name);
  };
  return {
    keep: (storageName, sealedFile) => moveIntoPlace(sealedFile, pathOf(storageName)),
    open: (storageName) => openFile(pathOf(storageName)),
    remove: async (storageName) => {
      const path = pathOf(storageName);
      await rm(path, { force: true });
      await syncFolder(join(path, '..')).catch((error: unknown) => {
        if (!hasCode(error, 'ENOENT')) throw error;
      });
    },
    list: () => listFiles(folder),
  };
}

async function moveIntoPlace(sealedFile: string, path: string): Promise<void> {
  await syncFile(sealedFile);
  const shard = join(path, '..');
  const created = await mkdir(shard, { recursive: true, mode: 0o700 });
  await rename(sealedFile, path);
  await syncFolder(shard);
  if (created !== undefined) await syncFolder(join(shard, '..'));
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<OpenBlob> {
  try {
    const handle = await open(path, 'r');
    const { size } = await handle.stat();
    return {
      byteSize: size,
      bytes: handle.createReadStream({ highWaterMark: SEALED_SEGMENT_BYTES }),
    };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new RejectedInputError('blob.missing', { cause: error });
    throw error;
  }
}

async function* listFiles(folder: string): AsyncGenerator<KeptBlob> {
  for (const shard of await readdir(folder, { withFileTypes: true })) {
    if (!shard.isDirectory() || !/^[0-9a-f]{2}$/.test(shard.name)) continue;
    for (const storageName of await readdir(join(folder, shard.name))) {
      if (!isStorageName(storageName)) continue;
      const found = await stat(join(folder, shard.name, storageName)).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      });
      if (found) yield { storageName, keptAt: found.mtime };
    }
  }
}
