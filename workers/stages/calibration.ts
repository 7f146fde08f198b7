import { z } from 'zod';

const Probability = z.number().min(0).max(1);
const Share = z.number().gt(0).lt(1);

/** What readers believed, and what that was worth: a monotone line through `points`, with what it was fitted on. */
const ProbabilityMap = z.strictObject({
  n: z.int().positive(),
  wrong: z.int().nonnegative(),
  points: z.array(z.tuple([Probability, Probability])).min(1),
});
export type ProbabilityMap = z.infer<typeof ProbabilityMap>;

/** What a reading is made from: each kind is accepted from a probability of its own. */
export const AcceptKind = z.enum(['digits', 'choice', 'presence', 'text']);
export type AcceptKind = z.infer<typeof AcceptKind>;

/** Accepted from this probability on; of the `n` readings of known truth at or above it `wrong` were not right. */
const Acceptance = z.strictObject({
  from: Probability,
  n: z.int().nonnegative(),
  wrong: z.int().nonnegative(),
});
export type Acceptance = z.infer<typeof Acceptance>;

/**
 * How the readers' scores become probabilities, as data: `models/calibration.json`. Fitted on held-out
 * training digits and generated marks (see models/README.md), never on scans that measure us.
 */
export const Calibration = z.strictObject({
  /** Stored with every reading; changes whenever a figure below does. */
  version: z.string(),
  digits: z.strictObject({
    /** Logits are divided by this before the softmax. */
    temperature: z.number().positive(),
    /** Boxes with ink that hold no digit: their share in training, and the share expected on real sheets. */
    notDigitShare: z.strictObject({ trained: Share, expected: Share }),
    /** No digit is ever believed more than this. */
    ceiling: z.number().min(0).max(1),
  }),
  /** P(marked) = logistic(slope × (share − middle)); `share` = part of the box's inside that is inked. */
  tick: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
  fill: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
  /** P(circled) = logistic(slope × (share − middle)); `share` = part of all directions with a line round the word. */
  circle: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
  /** P(present) = logistic(slope × (ln(ink mm² + 0.1) − middle)). */
  presence: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
  /** Probability that a source alone is right; for text it is multiplied by tesseract's own confidence. */
  sources: z.strictObject({
    barcode: z.number().min(0).max(1),
    gs1: z.number().min(0).max(1),
    ocrLine: z.number().min(0).max(1),
    lexicon: z.number().min(0).max(1),
    text: z.number().min(0).max(1),
    line: z.number().min(0).max(1),
  }),
  /** By what was read and the readers that agreed: `lot/pp-ocr+tesseract`. Combinations that are not here keep what they believe. */
  maps: z.record(z.string(), ProbabilityMap),
  /** Wrong among accepted that is aimed at, by kind; `accept` follows from it. */
  targetError: z.record(AcceptKind, z.number().positive().max(0.1)),
  accept: z.strictObject({
    digits: Acceptance,
    choice: Acceptance,
    presence: Acceptance,
    text: Acceptance,
  }),
});
export type Calibration = z.infer<typeof Calibration>;

/** The calibrated probability of a value on which these readers agree. Beyond the fitted range its ends hold. */
export function calibrated(maps: Calibration['maps'], source: string, believed: number): number {
  const points = maps[source]?.points;
  if (points === undefined) return believed;
  const above = points.findIndex(([at]) => at >= believed);
  const [high, low] = [points[above], points[above - 1]];
  if (above === -1) return points.at(-1)?.[1] ?? believed;
  // Below anything that was ever judged nothing is known.
  if (high === undefined || low === undefined)
    return high?.[0] === believed ? high[1] : Math.min(believed, high?.[1] ?? 0);
  const share = high[0] === low[0] ? 1 : (believed - low[0]) / (high[0] - low[0]);
  return low[1] + share * (high[1] - low[1]);
}
