import { z } from 'zod';
import { Purpose, SheetState } from '../sheet-state.ts';
import { endpoint } from './endpoint.ts';

const id = z.uuid();
const count = z.int().nonnegative();
const day = z.iso.date();

/** Whole days in Japan since a sheet came in. */
export const AGE_BANDS = ['today', 'few_days', 'within_week', 'fortnight', 'older'] as const;
export const AgeBand = z.enum(AGE_BANDS);
export type AgeBand = z.infer<typeof AgeBand>;

export const StateFigures = z.strictObject({
  state: SheetState,
  sheets: count,
  /** Of those that somebody or something still owes an act; `null` for the others. Adds up to `sheets`. */
  byAge: z.record(AgeBand, count).nullable(),
});
export type StateFigures = z.infer<typeof StateFigures>;

/** Open sheets, by who has them next. */
const OpenFigures = {
  open: count,
  withMachine: count,
  toVerify: count,
  toApprove: count,
  toAdjudicate: count,
  oldestAt: z.iso.datetime(),
};
export const ClinicFigures = z.strictObject({
  institutionCode: z.string().nullable(),
  /** As the master has it. */
  name: z.string().nullable(),
  ...OpenFigures,
});
export type ClinicFigures = z.infer<typeof ClinicFigures>;

export const FormFigures = z.strictObject({
  /** `null` before it is known what form it is, and where it is none of ours. */
  template: z.string().nullable(),
  titleJa: z.string().nullable(),
  titleEn: z.string().nullable(),
  ...OpenFigures,
});
export type FormFigures = z.infer<typeof FormFigures>;

export const OldSheet = z.strictObject({
  sheetId: id,
  state: SheetState,
  batchId: id,
  batchLabel: z.string(),
  fileName: z.string(),
  pageNumber: z.int().positive(),
  arrivedAt: z.iso.datetime(),
  /** Since when it has been in this state. */
  since: z.iso.datetime(),
});
export type OldSheet = z.infer<typeof OldSheet>;

/** One day in Japan. What was brought back counts as having arrived again. */
export const DayFigures = z.strictObject({
  day,
  arrived: count,
  committed: count,
  /** Blank, cover, duplicate, foreign, rejected, illegible, to be scanned again. */
  otherwise: count,
});
export type DayFigures = z.infer<typeof DayFigures>;

/** When nothing will be open any more; a range, or why none can be given. */
export const ClearBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('clear') }),
  z.strictObject({ kind: z.literal('too_few_days'), days: count, needed: count }),
  /** No more is finished than comes in. */
  z.strictObject({ kind: z.literal('not_foreseeable') }),
  /** `latest` is `null` where it may also be never, or later than two years. */
  z.strictObject({ kind: z.literal('range'), earliest: day, latest: day.nullable() }),
]);
export type ClearBy = z.infer<typeof ClearBy>;

export const Forecast = z.strictObject({
  workingDays: count,
  arrivedPerDay: z.number(),
  finishedPerDay: z.number(),
  /** As much goes on coming in as on these days. */
  asNow: ClearBy,
  /** Nothing more comes in. */
  withoutArrivals: ClearBy,
});
export type Forecast = z.infer<typeof Forecast>;

export const BacklogView = z.strictObject({
  at: z.iso.datetime(),
  sheets: count,
  open: count,
  byState: z.array(StateFigures),
  byClinic: z.array(ClinicFigures),
  byForm: z.array(FormFigures),
  oldest: z.array(OldSheet),
  /** The latest first, the day that is not over included. */
  days: z.array(DayFigures),
  forecast: Forecast,
});
export type BacklogView = z.infer<typeof BacklogView>;

/** What became of one field's readings on the sheets committed last. `sure` + `sureButWrong` + `doubtful` = `sheets`. */
export const FieldFigures = z.strictObject({
  template: z.string(),
  fieldId: z.string(),
  labelJa: z.string(),
  labelEn: z.string(),
  sheets: count,
  /** The reader was sure, and it stands so in the ledger. */
  sure: count,
  sureButWrong: count,
  doubtful: count,
  /** Of the doubtful: what was read stands in the ledger all the same. */
  doubtfulButRight: count,
  /** Had to be keyed by a second person. */
  contested: count,
  /** How long whoever verified had it in hand: median, pauses left out; `null` where nobody measured it. */
  activeSeconds: z.number().nullable(),
});
export type FieldFigures = z.infer<typeof FieldFigures>;

export const HeldLease = z.strictObject({
  leaseId: id,
  sheetId: id,
  purpose: Purpose,
  holder: z.string(),
  batchId: id,
  batchLabel: z.string(),
  fileName: z.string(),
  pageNumber: z.int().positive(),
  acquiredAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Otherwise it waits beside the holder's desk, and nobody has seen it. */
  isShown: z.boolean(),
  /** Answers of the holder in this round; they stay when the sheet is given back. */
  answers: count,
});
export type HeldLease = z.infer<typeof HeldLease>;

export const PersonFigures = z.strictObject({
  staffMemberId: id,
  name: z.string(),
  purpose: Purpose,
  signed: count,
  /** Of these, how many with the time at work on them; what follows speaks of them. */
  timed: count,
  sheetsPerHour: z.number().nullable(),
  /** Median, pauses left out. */
  activeSeconds: z.number().nullable(),
  /** Values keyed on the sheets committed last, and how many of them stand in the ledger. */
  keyed: count,
  keyedStands: count,
});
export type PersonFigures = z.infer<typeof PersonFigures>;

/** Somebody who may go on with what another person holds. */
export const Colleague = z.strictObject({ staffMemberId: id, displayName: z.string() });
export type Colleague = z.infer<typeof Colleague>;

export const backlogApi = {
  /** Where the sheets are and when they will be done, all of one moment. */
  backlog: endpoint('GET', '/api/backlog', 'backlog.read', { reply: BacklogView }),
  fields: endpoint('GET', '/api/backlog/fields', 'backlog.read', {
    reply: z.strictObject({
      /** How many sheets these figures are of. */
      sheets: count,
      items: z.array(FieldFigures),
    }),
  }),
  /** Who has which sheet now, the longest held first. */
  leases: endpoint('GET', '/api/backlog/leases', 'backlog.manage', {
    reply: z.strictObject({ items: z.array(HeldLease) }),
  }),
  /** Takes a sheet from the person who holds it. What they keyed stays. `released: false`: they no longer held it. */
  releaseLease: endpoint('POST', '/api/backlog/leases/:leaseId/release', 'backlog.manage', {
    params: z.strictObject({ leaseId: id }),
    reply: z.strictObject({ released: z.boolean() }),
  }),
  colleagues: endpoint('GET', '/api/backlog/leases/:leaseId/colleagues', 'backlog.manage', {
    params: z.strictObject({ leaseId: id }),
    reply: z.strictObject({ items: z.array(Colleague) }),
  }),
  /** The same, and only that person gets it for a day. What was keyed stays. `reassigned: false`: it was no longer held. */
  reassign: endpoint('POST', '/api/backlog/leases/:leaseId/reassign', 'backlog.manage', {
    params: z.strictObject({ leaseId: id }),
    body: z.strictObject({ staffMemberId: id }),
    reply: z.strictObject({ reassigned: z.boolean() }),
  }),
  people: endpoint('GET', '/api/backlog/people', 'backlog.manage', {
    reply: z.strictObject({
      /** Signatures since then. */
      since: day,
      /** Sheets committed last, of which `keyed` speaks. */
      sheets: count,
      items: z.array(PersonFigures),
    }),
  }),
};
