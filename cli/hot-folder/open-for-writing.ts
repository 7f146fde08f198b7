import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const WRITE_ONLY_OR_BOTH = 0o3;

/**
 * Paths under a folder that some process of this machine holds open for writing, as far as /proc tells
 * (Linux, processes we may look into). A writer on another machine is not seen: the quiet time is for those.
 */
export async function openForWriting(folder: string): Promise<ReadonlySet<string>> {
  const writing = new Set<string>();
  const processes = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    for (const fd of await namesIn(`/proc/${pid}/fd`)) {
      const path = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!path.startsWith(join(folder, '/'))) continue;
      const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => '');
      const flags = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? '0', 8);
      if ((flags & WRITE_ONLY_OR_BOTH) !== 0) writing.add(path);
    }
  }
  return writing;
}

/** Processes end while we look, others are not ours to look into, and elsewhere there is no /proc. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
