import { type Calibration, calibrated } from './calibration.ts';
import { agreeing, type Verdict } from './fuse.ts';

/** What one reader says of one value. */
export type Vote = Readonly<{ value: string; probability: number; source: string }>;

export function vote(value: string | undefined, probability: number, source: string): Vote[] {
  return value === undefined ? [] : [{ value, probability, source }];
}

/** What is read: the same readers are not as good at every kind of print. */
export type PrintKind = 'lot' | 'date' | 'product' | 'maker' | 'name';

/** Agreement raises, contradiction forbids acceptance. */
export function votes(all: readonly Vote[], maps: Calibration['maps'], what: PrintKind): Verdict {
  const groups = new Map<string, Vote[]>();
  for (const one of all) groups.set(one.value, [...(groups.get(one.value) ?? []), one]);
  const candidates = [...groups]
    .map(([value, group]) => {
      const source = [...new Set(group.map((one) => one.source))].sort().join('+');
      // Readings of one print share some mistakes: no bonus beyond the product of their errors.
      const believed = agreeing(
        group.map(({ probability }) => probability),
        1,
      );
      return { value, probability: calibrated(maps, `${what}/${source}`, believed), source };
    })
    .sort((a, b) => b.probability - a.probability);
  const [first] = candidates;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const { value, probability } = first;
  if (candidates.length === 1) return { kind: 'read', value, probability, candidates };
  return { kind: 'odd', value, probability: probability / 2, candidates };
}
