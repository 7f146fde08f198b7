/** One character as a line recogniser saw it. */
export type SeenCharacter = Readonly<{
  text: string;
  /** Share of its step's probability; 0..1. */
  probability: number;
  /** Middle of the steps that saw it, as a share of the line's width. */
  at: number;
}>;

/** Scores of a line: `steps` rows of `classes` probabilities; class 0 is CTC's blank. */
export type LineScores = Readonly<{ steps: number; classes: number; scores: Float32Array }>;

/** Best path. */
export function bestPath(line: LineScores, dictionary: readonly string[]): SeenCharacter[] {
  const found: { index: number; probability: number; from: number; to: number }[] = [];
  let before = 0;
  for (let step = 0; step < line.steps; step++) {
    const { index, probability } = bestOf(line, step);
    const last = found.at(-1);
    if (index !== 0 && index === before && last !== undefined) {
      last.probability = Math.max(last.probability, probability);
      last.to = step;
    } else if (index !== 0) {
      found.push({ index, probability, from: step, to: step });
    }
    before = index;
  }
  return found.map(({ index, probability, from, to }) => ({
    text: dictionary[index] ?? '',
    probability,
    at: (from + to + 1) / 2 / line.steps,
  }));
}

type Best = { index: number; probability: number };

function bestOf(line: LineScores, step: number): Best {
  const { classes, scores } = line;
  const from = step * classes;
  let best = 0;
  let most = scores[from] ?? 0;
  let total = most;
  for (let index = 1; index < classes; index++) {
    const probability = scores[from + index] ?? 0;
    total += probability;
    if (probability <= most) continue;
    best = index;
    most = probability;
  }
  return { index: best, probability: total > 0 ? most / total : 0 };
}
