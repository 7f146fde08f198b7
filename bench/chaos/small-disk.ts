import { execFile } from 'node:child_process';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from '../../runtime/has-code.ts';

/** A disk of its own under a folder, small enough to be filled. */
export type SmallDisk = Readonly<{
  /** To the last byte, whoever writes on it at the same time. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}>;

const run = promisify(execFile);

/** Memory as a disk; only root may mount it, and not in every container: then why not. */
export async function mountSmallDisk(
  folder: string,
  sizeMib: number,
): Promise<SmallDisk | { why: string }> {
  if (process.platform !== 'linux') return { why: 'a tmpfs is a thing of Linux' };
  if (process.getuid?.() !== 0) return { why: 'only root may mount a tmpfs' };
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0755`, 'tmpfs', folder]);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
  const ballast = join(folder, 'ballast');
  return {
    fill: () => fillUp(ballast),
    free: () => rm(ballast, { force: true }),
    unmount: async () => {
      await run('umount', ['--lazy', folder]);
    },
  };
}

/** Ever smaller pieces until not even the smallest finds room. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (let size = 8 * 1024 * 1024; size >= 4096; size /= 8)
      await append(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

async function append(file: FileHandle, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if (!hasCode(error, 'ENOSPC')) throw error;
  }
}
