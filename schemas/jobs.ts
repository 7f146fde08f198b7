import { z } from 'zod';

/** Travels with every job, so one act can be followed from the request to the ledger. */
const trace = {
  municipalityId: z.string().regex(/^\d{6}$/),
  requestId: z.uuid(),
  traceId: z.uuid(),
};

/** Queue payloads carry ids only: Redis keeps them in clear text. */
export const SplitJob = z.strictObject({ ...trace, originalId: z.uuid() });
export type SplitJob = z.infer<typeof SplitJob>;

export const SheetJob = z.strictObject({ ...trace, sheetId: z.uuid() });
export type SheetJob = z.infer<typeof SheetJob>;

/** What comes first: every sheet of an urgent batch before any of the others. */
export const Priority = z.enum(['urgent', 'normal']);
export type Priority = z.infer<typeof Priority>;

/** One queue per stage, in the order a sheet meets them. */
export const QueueName = z.enum(['split', 'preprocess', 'read', 'check']);
export type QueueName = z.infer<typeof QueueName>;

export const JOB_SCHEMAS = {
  split: SplitJob,
  preprocess: SheetJob,
  read: SheetJob,
  check: SheetJob,
} as const satisfies Record<QueueName, z.ZodType>;
