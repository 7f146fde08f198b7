import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { hasCode } from '../../runtime/has-code.ts';

/** A disk of its own under a folder, small enough to be filled. */
export type SmallDisk = Readonly<{
  /** Where this process, and any it starts, sees it. */
  folder: string;
  /** To the last byte, whoever writes on it at the same time. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}>;

const run = promisify(execFile);

const NOT_LINUX = { why: 'a tmpfs is a thing of Linux' };
const optionsOf = (sizeMib: number) => ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0755`, 'tmpfs'];
const reasonOf = (error: unknown) => ({
  why: error instanceof Error ? error.message : String(error),
});

/** Memory as a disk at this very folder; only root may mount it, and not in every container: then why not. */
export async function mountSmallDisk(
  folder: string,
  sizeMib: number,
): Promise<SmallDisk | { why: string }> {
  if (process.platform !== 'linux') return NOT_LINUX;
  if (process.getuid?.() !== 0) return { why: 'only root may mount a tmpfs' };
  try {
    await run('mount', [...optionsOf(sizeMib), folder]);
  } catch (error) {
    return reasonOf(error);
  }
  return diskIn(folder, async () => {
    await run('umount', ['--lazy', folder]);
  });
}

/** The same for anybody: in a namespace in which everybody is root, and seen from here through `/proc`. */
export async function holdSmallDisk(
  folder: string,
  sizeMib: number,
): Promise<SmallDisk | { why: string }> {
  if (process.platform !== 'linux') return NOT_LINUX;
  try {
    return await mountInNamespace(folder, [...optionsOf(sizeMib), folder]);
  } catch (error) {
    return reasonOf(error);
  }
}

/** The disk is there as long as its holder, which ends with its input: also when this process is killed. */
async function mountInNamespace(folder: string, tmpfs: readonly string[]): Promise<SmallDisk> {
  const mounting = ['sh', '-c', 'mount "$@" && echo mounted && exec cat', 'sh', ...tmpfs];
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', ...mounting], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const failed = text(holder.stderr);
  const ended = once(holder, 'close');
  const mounted = once(holder.stdout, 'data').then(() => true);
  if (!(await Promise.race([mounted, ended.then(() => false)]))) {
    throw new Error(`no tmpfs in a namespace: ${await failed}`);
  }
  return diskIn(`/proc/${holder.pid}/root${folder}`, async () => {
    holder.stdin.end();
    await ended;
  });
}

function diskIn(folder: string, unmount: SmallDisk['unmount']): SmallDisk {
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fillUp(ballast),
    free: () => rm(ballast, { force: true }),
    unmount,
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
