import { readFileSync } from 'node:fs';
import { hasCode } from '../../runtime/has-code.ts';

/** `/proc` counts in these, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** Linux only: elsewhere, and for a process that has just ended, `null`. */
export function residentBytes(pid: number | undefined): number | null {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(procFile(pid, 'status') ?? '');
  return line ? Number(line[1]) * 1024 : null;
}

/** Processor time a process has used so far. On a busy machine the clock on the wall says nothing of a page. */
export function processorMs(pid: number | undefined): number | null {
  const stat = procFile(pid, 'stat');
  if (stat === null) return null;
  // The name in brackets may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

function procFile(pid: number | undefined, name: string): string | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch (error) {
    // The child ended between two looks; its exit event says the rest.
    if (hasCode(error, 'ENOENT', 'ESRCH')) return null;
    throw error;
  }
}
