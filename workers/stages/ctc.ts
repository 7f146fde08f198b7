/** One character as a line recogniser saw it. */
export type SeenCharacter = Readonly<{
  text: string;
  /** Share of its step's probability, of the alphabet allowed; 0..1. */
  probability: number;
  /** Middle of the steps that saw it, as a share of the line's width. */
  at: number;
}>;

/** Scores of a line: `steps` rows of `classes` probabilities; class 0 is CTC's blank. */
export type LineScores = Readonly<{ steps: number; classes: number; scores: Float32Array }>;

/** Best path. `allowed`: classes that may be chosen besides the blank; all of them where left out. */
export function bestPath(
  line: LineScores,
  dictionary: readonly string[],
  allowed?: readonly number[],
): SeenCharacter[] {
  const found: { index: number; probability: number; from: number; to: number }[] = [];
  let before = 0;
  for (let step = 0; step < line.steps; step++) {
    const { index, probability } = bestOf(line, step, allowed);
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

function bestOf(line: LineScores, step: number, allowed?: readonly number[]): Best {
  const from = step * line.classes;
  const at = (index: number): number => line.scores[from + index] ?? 0;
  let best: Best = { index: 0, probability: at(0) };
  let total = best.probability;
  const look = (index: number): void => {
    const probability = at(index);
    total += probability;
    if (probability > best.probability) best = { index, probability };
  };
  if (allowed) for (const index of allowed) look(index);
  else for (let index = 1; index < line.classes; index++) look(index);
  return { index: best.index, probability: total > 0 ? best.probability / total : 0 };
}
