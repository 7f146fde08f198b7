import { z } from 'zod';

/** `twice`: a second line of the copy for a record that another line was compared with. */
export const CopyDifferenceKind = z.enum(['only_ledger', 'only_copy', 'differing', 'twice']);
export type CopyDifferenceKind = z.infer<typeof CopyDifferenceKind>;

/** What is done about it. `accepted`: it is right that they differ. */
export const CopyDifferenceState = z.enum([
  'open',
  'next_transfer',
  'mend_copy',
  'mend_ledger',
  'accepted',
]);
export type CopyDifferenceState = z.infer<typeof CopyDifferenceState>;

/** In days: how often the copy is compared, and how long its file can be looked into. */
export const CopyRules = z.strictObject({
  everyDays: z.int().min(1).max(366),
  keepDays: z.int().min(1).max(92),
});
export type CopyRules = z.infer<typeof CopyRules>;
