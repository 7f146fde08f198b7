import { z } from 'zod';
import { OverrideKind } from './finding.ts';
import { ResidentId } from './masters.ts';
import { TypedText } from './text.ts';

/** What one member of staff says of a person's doses; nothing follows from it before another has confirmed it. */
export const OverrideEntry = z.strictObject({
  residentId: ResidentId,
  kind: OverrideKind,
  /** 予防接種の種類 of a form. */
  programme: z.string().min(1).max(100),
  /** A vaccine of it, or `all`. */
  vaccine: z.string().min(1).max(100),
  /** Days of vaccination for which it holds, both included. */
  fromDay: z.iso.date(),
  toDay: z.iso.date(),
  reason: TypedText(500),
  /** What it rests on, and where that is filed. */
  document: TypedText(200),
});
export type OverrideEntry = z.infer<typeof OverrideEntry>;

/** `waiting`: entered and not confirmed; `confirmed`: the checks heed it; `withdrawn`: nothing follows from it any more. */
export const OverrideState = z.enum(['waiting', 'confirmed', 'withdrawn']);
export type OverrideState = z.infer<typeof OverrideState>;

const Step = z.strictObject({ by: z.string(), at: z.iso.datetime() });

export const OverrideView = OverrideEntry.extend({
  overrideId: z.uuid(),
  /** Whose, as the register has it now. */
  name: z.string(),
  state: OverrideState,
  programmeName: z.strictObject({ ja: z.string(), en: z.string() }),
  /** `null`: every vaccine of the programme. */
  vaccineName: z.strictObject({ ja: z.string(), en: z.string() }).nullable(),
  entered: Step,
  confirmed: Step.nullable(),
  withdrawn: Step.extend({ reason: z.string() }).nullable(),
  /** The person who looks has entered it, under this account or another: somebody else confirms it. */
  isOwn: z.boolean(),
});
export type OverrideView = z.infer<typeof OverrideView>;
