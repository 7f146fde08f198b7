import { z } from 'zod';
import { TypedText } from '../text.ts';
import { endpoint } from './endpoint.ts';
import { SheetPlace } from './intake.ts';
import { Answer, ReviewField, ReviewSheet } from './review.ts';

const id = z.uuid();
const count = z.int().nonnegative();

/** `recalled`: an error was found in the same field of the same form version, read by the same engine on the same day. */
export const SampleCause = z.enum(['drawn', 'recalled']);
export type SampleCause = z.infer<typeof SampleCause>;

/** Who keyed otherwise than the ledger was right (`error`: of the ledger) or not (`slip`). */
export const SampleDecision = z.enum(['error', 'slip']);
export type SampleDecision = z.infer<typeof SampleDecision>;

/** A field to be keyed from the paper alone. */
export const SampledField = ReviewField.pick({
  fieldId: true,
  labelJa: true,
  labelEn: true,
  type: true,
  options: true,
  digits: true,
  unit: true,
  lookAtMm: true,
}).extend({ sampledFieldId: id });
export type SampledField = z.infer<typeof SampledField>;

export const SampledSheet = ReviewSheet.pick({
  sheetId: true,
  imageHash: true,
  pageMm: true,
  registration: true,
  templateTitleJa: true,
  templateTitleEn: true,
}).extend({ fields: z.array(SampledField) });
export type SampledSheet = z.infer<typeof SampledSheet>;

const Said = z.strictObject({ answer: Answer, value: z.string().nullable() });

/** Keyed otherwise than the ledger has it; somebody else settles which is right. */
export const SampleDispute = z.strictObject({
  field: SampledField,
  place: SheetPlace,
  imageHash: z.string(),
  pageMm: ReviewSheet.shape.pageMm,
  registration: ReviewSheet.shape.registration,
  entryId: id,
  ledger: Said,
  keyed: Said,
  keyedBy: z.string(),
  /** Who keyed it, or had a part in the entry, does not settle it. */
  mine: z.boolean(),
  /** How many others were read alike on that day and nobody has looked at. */
  peers: count,
});
export type SampleDispute = z.infer<typeof SampleDispute>;

/** How often what the readers stood behind and one person confirmed is wrong in the ledger. */
export const SampleFigures = z.strictObject({
  /** `jp-covid19-2021@1`. */
  template: z.string(),
  fieldId: z.string(),
  labelJa: z.string(),
  labelEn: z.string(),
  /** Drawn by chance, keyed and settled. */
  audited: count,
  errors: count,
  /** Upper end of the two-sided 95 % Clopper–Pearson interval of the share of errors. */
  upper95: z.number(),
  waiting: count,
  /** Waiting because an error was found in a peer. */
  recalled: count,
});
export type SampleFigures = z.infer<typeof SampleFigures>;

export const samplingApi = {
  overview: endpoint('GET', '/api/sampling', 'sampling.read', {
    reply: z.strictObject({
      /** `null`: nobody has set one yet, and nothing is drawn. */
      rate: z.number().nullable(),
      /** What this person may key: sheets they have had no part in. */
      waitingForMe: count,
      /** How many wait to be settled. */
      disputes: count,
      figures: z.array(SampleFigures),
    }),
  }),
  /** With both values and the ink: for those who settle, and in the audit log. */
  disputes: endpoint('GET', '/api/sampling/disputes', 'sampling.manage', {
    reply: z.strictObject({ items: z.array(SampleDispute) }),
  }),
  setRate: endpoint('PUT', '/api/sampling/rate', 'sampling.manage', {
    body: z.strictObject({ rate: z.number().min(0).max(1) }),
    reply: z.strictObject({ rate: z.number() }),
  }),
  /** The next sheet this person has had no part in; `review.none_waiting`. The view is audited. */
  next: endpoint('POST', '/api/sampling/next', 'sampling.key', { reply: SampledSheet }),
  /** What the paper says. `resource.not_found` when somebody else has keyed it meanwhile. */
  key: endpoint('POST', '/api/sampling/fields/:sampledFieldId', 'sampling.key', {
    params: z.strictObject({ sampledFieldId: id }),
    body: z.strictObject({ answer: Answer, value: TypedText(300).nullable() }),
    reply: z.strictObject({ agrees: z.boolean() }),
  }),
  /** `error`: the entry is opened for correction and all its unaudited peers are to be keyed. */
  decide: endpoint('POST', '/api/sampling/fields/:sampledFieldId/decision', 'sampling.manage', {
    params: z.strictObject({ sampledFieldId: id }),
    body: z.strictObject({ decision: SampleDecision, reason: TypedText(500) }),
    reply: z.strictObject({ recalled: count, corrected: z.boolean() }),
  }),
};
