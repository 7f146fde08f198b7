import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../runtime/has-code.ts';
import { DONE, READING, REFUSED } from './places.ts';

/** A file as it lay there when it was looked at. */
export type Sighting = Readonly<{
  path: string;
  /** Under the hot folder. */
  relative: string;
  byteSize: number;
  mtimeMs: number;
  inode: number;
}>;

/** Names under which copying programs and editors keep what is not finished. */
const PARTIAL = /^[.~]|[~]$|\.(part|partial|tmp|temp|crdownload|filepart|download|swp|lock)$/i;
const OURS: ReadonlySet<string> = new Set([DONE, READING, REFUSED]);

/**
 * Remembers files between looks and tells which have not changed for the quiet time. The clock is ours, not
 * the file's: a copy often carries the age of its original.
 */
export function createSettling(folder: string, quietMs: number) {
  let seen = new Map<string, { sighting: Sighting; since: number }>();
  return async (nowMs: number): Promise<Sighting[]> => {
    const next: typeof seen = new Map();
    const settled: Sighting[] = [];
    for await (const sighting of filesUnder(folder, '')) {
      const before = seen.get(sighting.path);
      const same = before !== undefined && isSame(before.sighting, sighting);
      const since = same ? before.since : nowMs;
      next.set(sighting.path, { sighting, since });
      if (nowMs - since >= quietMs) settled.push(sighting);
    }
    seen = next;
    return settled;
  };
}

export const isSame = (a: Omit<Sighting, 'path'>, b: Omit<Sighting, 'path'>): boolean =>
  a.byteSize === b.byteSize && a.mtimeMs === b.mtimeMs && a.inode === b.inode;

/** Regular files only: a link could lead to any file of this machine, a pipe never ends. */
async function* filesUnder(folder: string, relative: string): AsyncGenerator<Sighting> {
  for (const entry of await entriesOf(join(folder, relative), relative === '')) {
    if (PARTIAL.test(entry.name) || (relative === '' && OURS.has(entry.name))) continue;
    const below = join(relative, entry.name);
    if (entry.isDirectory()) yield* filesUnder(folder, below);
    else {
      const sighting = await sight(join(folder, below), below);
      if (sighting) yield sighting;
    }
  }
}

async function entriesOf(folder: string, mustBeThere: boolean): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A subfolder may go while we walk; one closed to us must not hold up the others.
    if (!mustBeThere && hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

/** `undefined` for what is no regular file, or is gone. */
export async function sight(path: string, relative: string): Promise<Sighting | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return undefined;
    const { size, mtimeMs, ino } = found;
    return { path, relative, byteSize: size, mtimeMs, inode: ino };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
