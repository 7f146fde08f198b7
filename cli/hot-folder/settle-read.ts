import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../ledger/database.ts';
import { type FileOutcome, outcomesOf } from '../../ledger/intake/hot-folder.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { DUPLICATE_NOTE, refusalNote } from './notes.ts';
import { DONE, moveAside, READING, REFUSED } from './places.ts';

const ORIGINAL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files that were received and have since been opened go where a person looks for them. */
export async function settleRead(db: Db, folder: string): Promise<number> {
  const reading = join(folder, READING);
  const ids = (await namesIn(reading)).filter((name) => ORIGINAL_ID.test(name));
  const outcomes = await outcomesOf(db, ids);
  let settled = 0;
  for (const [originalId, outcome] of outcomes) {
    const end = endOf(outcome);
    if (end === null) continue;
    settled += await emptyInto(join(reading, originalId), join(folder, end.place), end.note);
  }
  return settled;
}

function endOf({ state, errorCode }: FileOutcome): { place: string; note?: string } | null {
  if (state === 'received') return null;
  if (errorCode !== null) return { place: REFUSED, note: refusalNote(errorCode) };
  return state === 'duplicate' ? { place: DONE, note: DUPLICATE_NOTE } : { place: DONE };
}

async function emptyInto(from: string, to: string, note?: string, relative = ''): Promise<number> {
  let moved = 0;
  const here = join(from, relative);
  for (const entry of await readdir(here, { withFileTypes: true })) {
    const below = join(relative, entry.name);
    if (entry.isDirectory()) moved += await emptyInto(from, to, note, below);
    else if ((await moveAside(join(from, below), to, below, note)) !== undefined) moved += 1;
  }
  await rmdir(here).catch((error: unknown) => {
    // Somebody put something in, or another watcher was here first.
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY')) throw error;
  });
  return moved;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
