import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { processesIn } from '../../test/support/processes.ts';

type Folders = Readonly<Record<string, readonly string[]>>;

/** Megabytes. `firstQuarter` and `lastQuarter` are means: what grows with the pages shows in their difference. */
type Course = Readonly<{ peak: number; firstQuarter: number; lastQuarter: number }>;

const EVERY_MS = 500;

/** Resident memory of each part of the program, its child processes included, until stopped. */
export function watchMemory(folders: Folders) {
  const samples = new Map<string, number[]>();
  const stopped = new AbortController();
  const look = async () => {
    for (const [part, of] of Object.entries(folders)) {
      samples.set(part, [...(samples.get(part) ?? []), await residentMb(of)]);
    }
  };
  const loop = async () => {
    while (!stopped.signal.aborted) {
      await look();
      await wait(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    stop: async (): Promise<Record<string, Course>> => {
      stopped.abort();
      await running;
      return Object.fromEntries([...samples].map(([part, seen]) => [part, courseOf(seen)]));
    },
  };
}

function courseOf(seen: readonly number[]): Course {
  const quarter = Math.max(1, Math.floor(seen.length / 4));
  const mean = (some: readonly number[]) =>
    Math.round(some.reduce((sum, one) => sum + one, 0) / some.length);
  return {
    peak: Math.round(Math.max(...seen)),
    firstQuarter: mean(seen.slice(0, quarter)),
    lastQuarter: mean(seen.slice(-quarter)),
  };
}

/** A process belongs to the part in whose folder it works. */
async function residentMb(folders: readonly string[]): Promise<number> {
  let kb = 0;
  for (const folder of folders) {
    for (const pid of await processesIn(folder)) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      kb += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    }
  }
  return kb / 1024;
}
