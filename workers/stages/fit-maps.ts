import type { ProbabilityMap } from './calibration.ts';

/** One reading of known truth: which readers agreed on it, what they believed, whether it was right. */
export type Judged = Readonly<{ source: string; believed: number; right: boolean }>;

/** Half an error more than was seen: no number of right readings makes a certainty. */
const UNSEEN_ERROR = 0.5;
/** Fewer than this say too little to change anything. */
const LEAST_SAMPLES = 30;

/** What each combination of readers is worth, by isotonic regression: monotone, and never 1. */
export function fitMaps(judged: readonly Judged[]): Record<string, ProbabilityMap> {
  const groups = Map.groupBy(judged, ({ source }) => source);
  return Object.fromEntries(
    [...groups]
      .filter(([, group]) => group.length >= LEAST_SAMPLES)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, group]) => [source, fitMap(group)]),
  );
}

type Block = { from: number; to: number; n: number; right: number };

function fitMap(group: readonly Judged[]): ProbabilityMap {
  const blocks: Block[] = [];
  for (const { believed, right } of group.toSorted((a, b) => a.believed - b.believed)) {
    blocks.push({ from: believed, to: believed, n: 1, right: right ? 1 : 0 });
    mergeFalling(blocks);
  }
  return {
    n: group.length,
    wrong: group.filter(({ right }) => !right).length,
    points: blocks.flatMap((block) => {
      const value = Number(worth(block).toFixed(5));
      const ends = block.from === block.to ? [block.from] : [block.from, block.to];
      return ends.map((end): [number, number] => [Number(end.toFixed(5)), value]);
    }),
  };
}

const worth = ({ right, n }: Block): number => right / (n + UNSEEN_ERROR);

/** Pool adjacent violators: a block never ranks below the one before it. */
function mergeFalling(blocks: Block[]): void {
  for (;;) {
    const [before, last] = blocks.slice(-2);
    if (before === undefined || last === undefined) return;
    if (worth(before) < worth(last)) return;
    blocks.splice(-2, 2, {
      from: before.from,
      to: last.to,
      n: before.n + last.n,
      right: before.right + last.right,
    });
  }
}
