import { z } from 'zod';

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
    /** No digit is ever believed more than this. */
    ceiling: z.number().min(0).max(1),
  }),
  /** P(marked) = logistic(slope × (share − middle)); `share` = part of the box's inside that is inked. */
  tick: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
  fill: z.strictObject({ middle: z.number(), slope: z.number().positive() }),
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
  /** A reading is accepted from this probability on: the target error of its kind, with margin. */
  accept: z.strictObject({
    digits: z.number().min(0).max(1),
    choice: z.number().min(0).max(1),
    presence: z.number().min(0).max(1),
    text: z.number().min(0).max(1),
  }),
});
export type Calibration = z.infer<typeof Calibration>;
