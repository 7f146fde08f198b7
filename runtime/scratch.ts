import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';

const OURS = /^yoshin-(?:split|decode|code)-(\d+)-[A-Za-z0-9]{6}$/;

/** A private folder for files in the clear. It bears its owner's number, so that it can be found once he is gone. */
export const makeScratch = (what: 'split' | 'decode'): Promise<string> =>
  mkdtemp(join(tmpdir(), `yoshin-${what}-${process.pid}-`));

let codeFolder: string | null = null;

/**
 * Where child processes of this one keep their code compiled: half of what it takes to start one is compiling
 * the same modules again. Private to this process, gone with it, and never under a path anybody could guess.
 */
export function compiledCodeFolder(): string {
  if (codeFolder === null) {
    const made = mkdtempSync(join(tmpdir(), `yoshin-code-${process.pid}-`));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    codeFolder = made;
  }
  return codeFolder;
}

/**
 * Removes what killed predecessors left: pages in the clear must not outlive their process. Called before
 * this process makes any, so one that bears our own number (usual in a container) is a predecessor's too.
 */
export async function sweepScratch(): Promise<number> {
  let swept = 0;
  for (const name of await readdir(tmpdir())) {
    const pid = Number(OURS.exec(name)?.[1] ?? 0);
    if (pid === 0 || (pid !== process.pid && isAlive(pid))) continue;
    const path = join(tmpdir(), name);
    const { uid } = await lstat(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return { uid: null };
      throw error;
    });
    if (uid !== (process.getuid?.() ?? uid)) continue;
    await rm(path, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
