import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type FolderLock = Readonly<{ release(): void }>;

const SQLITE_BUSY = 5;

/**
 * Takes a folder for this process alone, or returns `undefined` when a living process has it.
 *
 * Node offers no flock; SQLite takes the same kind of lock from the kernel, which gives it back the moment
 * its holder is gone, however it went. Nothing is ever written to the file, so there is no stale state to
 * judge and no race between two that judge it. Nothing else in this process may open the file: closing
 * any descriptor of it would drop the lock.
 */
export async function lockFolder(folder: string): Promise<FolderLock | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const holder = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    holder.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    holder.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      return undefined;
    }
    throw error;
  }
  return {
    release: () => {
      if (holder.isOpen) holder.close();
    },
  };
}
