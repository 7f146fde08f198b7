import { readdir, readFile } from 'node:fs/promises';

export type ChildMemory = Readonly<{ kind: string; processes: number; bytes: number }>;

/** Resident memory of this process's own children, by what they run. Empty where there is no /proc. */
export async function childMemory(parentPid: number): Promise<ChildMemory[]> {
  const byKind = new Map<string, { processes: number; bytes: number }>();
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) !== parentPid) continue;
    const kind = kindOf(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
    const sum = byKind.get(kind) ?? { processes: 0, bytes: 0 };
    const kib = Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0);
    byKind.set(kind, { processes: sum.processes + 1, bytes: sum.bytes + kib * 1024 });
  }
  return [...byKind].map(([kind, sum]) => ({ kind, ...sum }));
}

/** `…/reader.main.ts` → `reader`; never the whole command line, which may name folders. */
function kindOf(commandLine: string): string {
  const module = /([\w-]+)\.main\.ts\0/.exec(commandLine)?.[1];
  return module ?? (/(^|\/)postgres\0/.test(commandLine) ? 'postgres' : 'other');
}
