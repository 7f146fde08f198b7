import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './has-code.ts';

/**
 * Memory this process could still use: what the machine has, or less where a container may have less. Linux
 * only; elsewhere `null`, because what those systems call free leaves out what they would give back.
 */
export async function freeMemoryBytes(root = '/'): Promise<number | null> {
  const available = await availableOnMachine(root);
  if (available === null) return null;
  const path = /^0::(.*)$/m.exec((await textOf(join(root, 'proc/self/cgroup'))) ?? '')?.[1];
  if (path === undefined) return available;
  let free = available;
  for (let group = path; ; group = dirname(group)) {
    free = Math.min(free, (await freeInGroup(join(root, 'sys/fs/cgroup', group))) ?? free);
    if (group === '/' || group === '.') return free;
  }
}

async function availableOnMachine(root: string): Promise<number | null> {
  const line = /^MemAvailable:\s+(\d+) kB$/m.exec((await textOf(join(root, 'proc/meminfo'))) ?? '');
  return line === null ? null : Number(line[1]) * 1024;
}

/** `null` where the group has no limit of its own. What only caches files is given back when it is needed. */
async function freeInGroup(folder: string): Promise<number | null> {
  const limit = Number(await textOf(join(folder, 'memory.max')));
  const used = Number(await textOf(join(folder, 'memory.current')));
  if (!(limit > 0 && used > 0)) return null;
  const stat = await textOf(join(folder, 'memory.stat'));
  const cached = Number(/^inactive_file (\d+)$/m.exec(stat ?? '')?.[1] ?? 0);
  return Math.max(0, limit - used + cached);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ENODEV')) return null;
    throw error;
  }
}
