import { z } from 'zod';

const TwoAreas = z.tuple([z.number().nonnegative(), z.number().nonnegative()]);

/**
 * Two scans of one form laid on top of each other, the form's own print left out: what was written, stamped
 * and pasted on each, mm², and how much of it the other does not have. First and second scan, in this order.
 */
export const InkComparison = z.strictObject({
  inkMm2: TwoAreas,
  missingMm2: TwoAreas,
  /** The most that is missing on either side in one square centimetre. */
  worstTileMm2: z.number().nonnegative(),
});
export type InkComparison = z.infer<typeof InkComparison>;
