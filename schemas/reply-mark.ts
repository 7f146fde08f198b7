import { z } from 'zod';
import { ResidentId } from './masters.ts';

/** Why nothing is answered about a person automatically, by kind alone: nothing is written of what happened to them. */
export const ReplyMarkReason = z.enum([
  'support_measures',
  'court_order',
  'child_protection',
  'other_protection',
]);
export type ReplyMarkReason = z.infer<typeof ReplyMarkReason>;

/** What one member of staff asks for; it counts at once, until another has refused it. */
export const ReplyMarkEntry = z.strictObject({
  residentId: ResidentId,
  reason: ReplyMarkReason,
  /** Days on which it holds, both included; `null`: open. */
  fromDay: z.iso.date().nullable(),
  toDay: z.iso.date().nullable(),
});
export type ReplyMarkEntry = z.infer<typeof ReplyMarkEntry>;

/** `waiting`: asked for; `confirmed`; `refused`; `lifted`. All but the last two count, on their days. */
export const ReplyMarkState = z.enum(['waiting', 'confirmed', 'refused', 'lifted']);
export type ReplyMarkState = z.infer<typeof ReplyMarkState>;

const Step = z.strictObject({ by: z.string(), at: z.iso.datetime() });
const Decision = Step.extend({ decision: z.enum(['confirmed', 'refused']) });

/** One try to end a mark. */
export const ReplyMarkLift = z.strictObject({ asked: Step, decided: Decision.nullable() });
export type ReplyMarkLift = z.infer<typeof ReplyMarkLift>;

export const ReplyMarkView = ReplyMarkEntry.extend({
  markId: z.uuid(),
  /** Whose, as the register has it now. */
  name: z.string(),
  state: ReplyMarkState,
  /** Whether nothing is answered about them today because of it. */
  counts: z.boolean(),
  asked: Step,
  decided: Decision.nullable(),
  /** Oldest first; at most the last one is open. */
  lifts: z.array(ReplyMarkLift),
  /** What waits for a second person was asked for by whoever looks, under this account or another. */
  isOwn: z.boolean(),
});
export type ReplyMarkView = z.infer<typeof ReplyMarkView>;

/** Which of them: what waits for a second person, what counts today, what is over. */
export const ReplyMarkPart = z.enum(['open', 'counting', 'over']);
export type ReplyMarkPart = z.infer<typeof ReplyMarkPart>;
