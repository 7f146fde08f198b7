import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { FormField } from '../form-template.ts';
import { ClosedField, InoculationRecord, LedgerEntryKind } from '../inoculation-record.ts';
import { FieldReading } from '../reading.ts';
import { Purpose, RoundKind, RoundState, SheetState } from '../sheet-state.ts';
import { endpoint } from './endpoint.ts';
import { SheetPlace } from './intake.ts';

const id = z.uuid();

/** What a person does to a review round, short of committing it. */
export const ReviewStep = z.enum(['verified', 'contested', 'adjudicated', 'returned', 'withdrawn']);
export type ReviewStep = z.infer<typeof ReviewStep>;

/**
 * Why values are kept back. `until_committed`: somebody may still have to key this sheet unseen. `role`: this
 * account may not read the ledger.
 */
export const Withheld = z.enum(['until_committed', 'role']);
export type Withheld = z.infer<typeof Withheld>;

const RecordItem = z.enum(
  // Proof: the keys of a schema's shape are the keys of what it describes.
  Object.keys(InoculationRecord.shape) as [keyof InoculationRecord, ...(keyof InoculationRecord)[]],
);

/** One item of the record before and after a correction, as text; `null` where it had no value. */
export const RecordChange = z.strictObject({
  item: RecordItem,
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type RecordChange = z.infer<typeof RecordChange>;

const Happening = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('received'), fileName: z.string(), batchLabel: z.string() }),
  /** An arrow of the sheet's life outside review. */
  z.strictObject({
    kind: z.literal('moved'),
    stage: z.string(),
    from: SheetState.nullable(),
    to: SheetState,
    reason: z.string().nullable(),
    engineVersion: z.string().nullable(),
    /** The form a person said it is. */
    chosenForm: z.string().nullable(),
    /** `null`: nothing was checked here, or what was found is still kept back. */
    findings: z.array(z.string()).nullable(),
    /** The other scan it was set aside or replaced for. */
    other: SheetPlace.nullable(),
  }),
  /** A cover put it into another batch, or its going put it back. */
  z.strictObject({ kind: z.literal('filed'), fromBatch: z.string(), toBatch: z.string() }),
  z.strictObject({ kind: z.literal('given_up'), stage: z.string(), code: ErrorCode }),
  z.strictObject({
    kind: z.literal('decided'),
    resolution: z.enum(['retried', 'discarded']),
    reason: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('opened'),
    roundKind: RoundKind,
    reason: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('taken'), purpose: Purpose }),
  z.strictObject({
    kind: z.literal('answered'),
    purpose: Purpose,
    fields: z.int(),
    unseen: z.int(),
    undone: z.int(),
  }),
  z.strictObject({
    kind: z.literal('step'),
    step: ReviewStep,
    roundKind: RoundKind,
    outcome: SheetState.nullable(),
    words: z.string().nullable(),
    /** There are words, and they are kept back with the values. */
    wordsWithheld: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('committed'),
    entryId: id,
    leafIndex: z.int().nonnegative(),
    entryKind: LedgerEntryKind,
    changes: z.array(RecordChange),
  }),
]);
export type Happening = z.infer<typeof Happening>;

export const StoryEvent = z.strictObject({
  at: z.iso.datetime(),
  /** Who; `null` is the machine. */
  by: z.string().nullable(),
  what: Happening,
});
export type StoryEvent = z.infer<typeof StoryEvent>;

const StoryAnswer = z.strictObject({
  purpose: Purpose,
  by: z.string(),
  at: z.iso.datetime(),
  /** Keyed without having seen the reading or anybody's answer. */
  unseen: z.boolean(),
  undone: z.boolean(),
  /** `null` while kept back. */
  given: ClosedField.pick({ answer: true, value: true }).nullable(),
});
export type StoryAnswer = z.infer<typeof StoryAnswer>;

export const StoryField = z.strictObject({
  fieldId: z.string(),
  ...FormField.pick({ labelJa: true, labelEn: true, type: true, options: true, unit: true }).shape,
  reading: FieldReading.pick({ value: true, state: true }).nullable(),
  answers: z.array(StoryAnswer),
  closed: ClosedField.nullable(),
});
export type StoryField = z.infer<typeof StoryField>;

export const StoryRound = z.strictObject({
  roundId: id,
  kind: RoundKind,
  state: RoundState,
  fields: z.array(StoryField),
});
export type StoryRound = z.infer<typeof StoryRound>;

export const SheetStory = z.strictObject({
  place: SheetPlace,
  formJa: z.string().nullable(),
  formEn: z.string().nullable(),
  withheld: Withheld.nullable(),
  /** In the order of time. */
  events: z.array(StoryEvent),
  rounds: z.array(StoryRound),
});
export type SheetStory = z.infer<typeof SheetStory>;

export const storyApi = {
  /** Who did what to a sheet, when, and what changed. Audited as a view. */
  sheet: endpoint('GET', '/api/sheets/:sheetId/story', 'sheet.read', {
    params: z.strictObject({ sheetId: id }),
    reply: SheetStory,
  }),
};
