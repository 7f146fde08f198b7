import { z } from 'zod';

/** What a cover sheet says of its batch. No name of anybody: it lies open on desks and in the post. */
export const CoverClaim = z.strictObject({
  municipalityId: z.string().regex(/^\d{6}$/),
  batchId: z.uuid(),
  institutionCode: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  /** Month the doses were given, `2021-10`. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .nullable(),
  declaredSheets: z.int().nonnegative().max(100_000).nullable(),
});
export type CoverClaim = z.infer<typeof CoverClaim>;

/** Why a cover files nothing: its batch is not ours to fill. */
export const CoverProblem = z.enum(['other_municipality', 'unknown_batch', 'closed_batch']);
export type CoverProblem = z.infer<typeof CoverProblem>;
