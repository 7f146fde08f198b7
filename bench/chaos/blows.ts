import { setTimeout as wait } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import { pick, seeded } from './random.ts';

export type BlowPlan = Readonly<{
  kills: number;
  flushes: number;
  diskFills: number;
  seed: number;
  /** Between two blows, at random within. */
  everyMs: readonly [number, number];
}>;

export type Struck = Readonly<{
  kills: Readonly<Record<string, number>>;
  flushes: number;
  diskFills: number;
}>;

/** How long a disk stays full, at random within: long enough for processes to be killed, and to start, on it. */
const FULL_MS = [4_000, 10_000] as const;

/** Kills at random; flushes and full disks spread evenly among them. */
export async function strikeAll(installation: Installation, plan: BlowPlan): Promise<Struck> {
  const random = seeded(plan.seed);
  const between = ([from, to]: readonly [number, number]) => from + random() * (to - from);
  const flushAt = evenly(plan.flushes, plan.kills);
  const fillAt = evenly(plan.diskFills, plan.kills);
  const kills: Record<string, number> = {};
  const full: Promise<void>[] = [];
  let flushes = 0;
  for (let done = 0; done < plan.kills; ) {
    await wait(between(plan.everyMs));
    if (installation.flush !== null && flushAt.delete(done)) {
      await installation.flush();
      flushes += 1;
    }
    if (!('why' in installation.disk) && fillAt.delete(done)) {
      full.push(fullFor(installation.disk, between(FULL_MS)));
    }
    const blow = pick(random, installation.blows);
    if (blow === undefined || !(await blow.strike())) continue;
    kills[blow.name] = (kills[blow.name] ?? 0) + 1;
    done += 1;
  }
  await Promise.all(full);
  return { kills, flushes, diskFills: full.length };
}

const evenly = (count: number, among: number): Set<number> =>
  new Set(Array.from({ length: count }, (_, at) => Math.floor(((at + 1) * among) / (count + 1))));

async function fullFor(
  disk: { fill(): Promise<void>; free(): Promise<void> },
  ms: number,
): Promise<void> {
  await disk.fill();
  await wait(ms);
  await disk.free();
}
