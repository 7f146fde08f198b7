import type { Acceptance, AcceptKind, Calibration } from './calibration.ts';

/** One reading of known truth that nothing but its probability keeps from being accepted. */
export type Acceptable = Readonly<{ kind: AcceptKind; probability: number; right: boolean }>;

/** Half an error more than was seen: no number of right readings makes a certainty. */
const UNSEEN_ERROR = 0.5;
/**
 * Nothing more doubtful than this is accepted, nor anything so many times as doubtful as its kind is aimed to be:
 * drawn sheets are easier than real ones, and what they never got wrong shows no more.
 */
const MOST_DOUBT = 0.025;
const MARGINAL_DOUBT = 20;

/**
 * From which probability on a kind is accepted, so that no more than its `targetError` of what is accepted is
 * wrong. Where that was not shown nothing is accepted below certainty; a kind of which too little was judged to
 * show anything stays as it was `before`.
 */
export function fitAcceptance(
  judged: readonly Acceptable[],
  targetError: Calibration['targetError'],
  before: Calibration['accept'],
): Calibration['accept'] {
  const of = (kind: AcceptKind): Acceptance => {
    const ofKind = judged.filter((one) => one.kind === kind);
    const target = targetError[kind];
    return ofKind.length < UNSEEN_ERROR / target ? before[kind] : fitOne(ofKind, target);
  };
  return {
    digits: of('digits'),
    choice: of('choice'),
    presence: of('presence'),
    text: of('text'),
  };
}

function fitOne(judged: readonly Acceptable[], targetError: number): Acceptance {
  const floor = 1 - Math.min(MOST_DOUBT, MARGINAL_DOUBT * targetError);
  const above = judged
    .filter(({ probability }) => probability >= floor)
    .toSorted((a, b) => b.probability - a.probability);
  let best: Acceptance = { from: 1, n: 0, wrong: 0 };
  let [n, wrong] = [0, 0];
  for (const [at, { probability, right }] of above.entries()) {
    n += 1;
    if (!right) wrong += 1;
    // Readings of one probability are accepted together or not at all.
    if (above[at + 1]?.probability === probability) continue;
    if ((wrong + UNSEEN_ERROR) / n <= targetError) best = { from: probability, n, wrong };
  }
  if (best.n === 0) return best;
  // Between the last that was judged and the next below nothing is known; down to the floor all were right.
  return best.n === above.length ? { ...best, from: floor } : best;
}
