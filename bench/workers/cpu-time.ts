import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { processesIn } from '../../test/support/processes.ts';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** utime, stime, cutime, cstime: the process, and the children it has buried. */
const TIMES = [11, 12, 13, 14];

/** Seconds of processor time that the programs working in these folders have used. Linux only. */
export async function cpuSeconds(folders: readonly string[]): Promise<number> {
  let ticks = 0;
  for (const folder of folders) {
    for (const pid of await processesIn(folder)) ticks += await ticksOf(pid);
  }
  return ticks / TICKS_PER_SECOND;
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return TIMES.reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
}
