import { statfs } from 'node:fs/promises';
import type { BlobSource, BlobStore } from './blob-store.ts';
import { TransientError } from './errors.ts';

/** How often a long file is held against the disk while it arrives. */
const LOOK_AGAIN_BYTES = 8 * 1024 * 1024;

/**
 * The store as intake may use it: new files are refused with `service.storage_full` before they eat the space
 * that the database and the pages of accepted files still need. Nothing of a refused file is kept.
 */
export function keepFree(
  blobs: Pick<BlobStore, 'put'>,
  folder: string,
  minFreeBytes: number,
): Pick<BlobStore, 'put'> {
  return {
    put: async (municipalityId, source) => {
      await requireRoom(folder, minFreeBytes);
      return blobs.put(
        municipalityId,
        watched(source, () => requireRoom(folder, minFreeBytes)),
      );
    },
  };
}

async function* watched(
  source: BlobSource,
  requireRoomStill: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let sinceLook = 0;
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    sinceLook += chunk.byteLength;
    if (sinceLook >= LOOK_AGAIN_BYTES) {
      await requireRoomStill();
      sinceLook = 0;
    }
    yield chunk;
  }
}

/** What a program without special rights may still write on the disk of a folder. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function requireRoom(folder: string, minFreeBytes: number): Promise<void> {
  const free = await freeBytesOf(folder);
  if (free >= minFreeBytes) return;
  throw new TransientError('service.storage_full', {
    cause: new Error(`${Math.floor(free / 1024 ** 2)} MiB free under ${folder}`),
  });
}
