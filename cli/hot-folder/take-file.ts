import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { openBatchNamed } from '../../ledger/intake/hot-folder.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import type { Program } from '../program/open-program.ts';
import { refusalNote } from './notes.ts';
import { moveAside, READING, REFUSED } from './places.ts';
import { isSame, type Sighting, sight } from './settled-files.ts';

/** It became another file while we read it: nothing was kept, it is looked at anew. */
class Changed extends Error {}

export type Taking = Readonly<{
  deps: Pick<Program, 'db' | 'intake' | 'operator'>;
  folder: string;
  municipalityId: string;
  labelOf(relative: string): string;
}>;

/**
 * Receives one settled file and moves it to `reading/<original>/`. Received first, moved second: killed
 * between the two, the next start finds the file again, learns that it is a duplicate, and moves it.
 */
export async function takeFile(taking: Taking, seen: Sighting): Promise<'taken' | 'left'> {
  try {
    const originalId = await receive(taking, seen);
    const place = await moveAside(
      seen.path,
      join(taking.folder, READING, originalId),
      seen.relative,
    );
    if (place === undefined) return 'taken';
    const moved = await sight(place, seen.relative);
    // Replaced in the last moment: what we moved is not what we received.
    if (moved && !isSame(moved, seen)) await moveAside(place, taking.folder, seen.relative);
    return 'taken';
  } catch (error) {
    if (error instanceof Changed || hasCode(error, 'ENOENT', 'ELOOP', 'ENOTDIR')) return 'left';
    if (!(error instanceof AppError) || !error.code.startsWith('input.')) throw error;
    await moveAside(
      seen.path,
      join(taking.folder, REFUSED),
      seen.relative,
      refusalNote(error.code),
    );
    return 'taken';
  }
}

async function receive(taking: Taking, seen: Sighting): Promise<string> {
  const { deps, municipalityId } = taking;
  // Not through a link, and not waiting for whoever holds the other end of a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(seen.path, flags);
  try {
    await requireUnchanged(handle, seen);
    if (seen.byteSize > DEFAULT_LIMITS.uploadBytes) throw new RejectedInputError('input.too_large');
    const label = taking.labelOf(seen.relative);
    const batchId = await openBatchNamed(deps.db, deps.operator(municipalityId), label);
    const file = { batchId, fileName: basename(seen.path), source: wholeFile(handle, seen) };
    const kept = { db: deps.db, blobs: deps.intake };
    return (await receiveOriginal(kept, deps.operator(municipalityId), file)).originalId;
  } finally {
    await handle.close();
  }
}

/** Its bytes, and after the last one the certainty that nobody wrote while they were read. */
async function* wholeFile(handle: FileHandle, seen: Sighting): AsyncGenerator<Buffer> {
  yield* handle.createReadStream({ autoClose: false, start: 0 });
  await requireUnchanged(handle, seen);
}

async function requireUnchanged(handle: FileHandle, seen: Sighting): Promise<void> {
  const { size, mtimeMs, ino } = await handle.stat();
  const now = { relative: seen.relative, byteSize: size, mtimeMs, inode: ino };
  if (!isSame(now, seen)) throw new Changed();
}
