import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { hasCode } from '../../runtime/has-code.ts';

/** What yoshin keeps in a hot folder: received and being opened; finished; not accepted. */
export const READING = 'reading';
export const DONE = 'done';
export const REFUSED = 'refused';

const MAX_NAME_BYTES = 255;

/**
 * Moves a file to a place of its own under `folder`: what lies there already is never written over. A note
 * is there before its file, so no file ever lies there without one. `undefined` when the file is gone.
 */
export async function moveAside(path: string, folder: string, relative: string, note?: string) {
  if (!(await isThere(path))) return undefined;
  const place = await freePlace(join(folder, relative));
  await mkdir(dirname(place), { recursive: true });
  if (note !== undefined) await writeFile(noteBeside(place), note, { flag: 'wx' });
  try {
    await rename(path, place);
    return place;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    if (note !== undefined) await rm(noteBeside(place), { force: true });
    return undefined;
  }
}

async function freePlace(wanted: string): Promise<string> {
  const extension = extname(wanted);
  const stem = basename(wanted, extension);
  for (let count = 1; ; count += 1) {
    const place = join(
      dirname(wanted),
      fitting(stem, count === 1 ? extension : ` (${count})${extension}`),
    );
    if (!(await isThere(place)) && !(await isThere(noteBeside(place)))) return place;
  }
}

/** The note that belongs to a file: its whole name, so that two files of one stem have two notes. */
const noteBeside = (place: string): string =>
  join(dirname(place), fitting(basename(place), '.txt'));

/** A name no longer than file systems take, counted in bytes: a Japanese letter is three. */
function fitting(stem: string, ending: string): string {
  const letters = [...stem];
  while (Buffer.byteLength(letters.join('') + ending) > MAX_NAME_BYTES) letters.pop();
  return letters.join('') + ending;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
