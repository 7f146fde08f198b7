import { z } from 'zod';

/** Serious: reported at once; minor: with the year's, by 4/30 after it. */
export const PracticeGravity = z.enum(['minor', 'serious']);
export type PracticeGravity = z.infer<typeof PracticeGravity>;

/** `no_error`: looked into, and nothing was done wrongly; it is not counted. */
export const PracticeStatus = z.enum(['open', 'looked_into', 'reported', 'no_error']);
export type PracticeStatus = z.infer<typeof PracticeStatus>;

/** Named in both languages. */
const Named = z.strictObject({ ja: z.string(), en: z.string() });

export const PracticeStep = z.strictObject({
  stepNumber: z.int().positive(),
  status: PracticeStatus,
  gravity: PracticeGravity,
  remark: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type PracticeStep = z.infer<typeof PracticeStep>;

/** 間違い接種: one dose and one kind of mistake, whatever number of findings say so. */
export const PracticeCase = z.strictObject({
  sheetId: z.uuid(),
  /** `errorKinds` of the vaccine master. */
  kind: z.string(),
  /** The newest word of the ledger on the sheet. */
  entryId: z.uuid(),
  leafIndex: z.int().nonnegative(),
  /** What the checks found of this kind. */
  findings: z.array(z.string()).min(1),
  /** `null`: nobody could read or wrote the day; it is counted in the year in which it was committed. */
  day: z.iso.date().nullable(),
  committedOn: z.iso.date(),
  programmeName: Named,
  /** `null`: form, day and product leave open which of the programme's vaccines it was. */
  vaccine: z.string().nullable(),
  vaccineName: Named.nullable(),
  institutionCode: z.string().nullable(),
  institutionName: z.string().nullable(),
  /** A correction or voiding is under way. */
  isAmended: z.boolean(),
  status: PracticeStatus,
  gravity: PracticeGravity,
  due: z.iso.date(),
  isOverdue: z.boolean(),
  /** The ledger was corrected after the newest step. */
  changedSince: z.boolean(),
  /** Newest first. */
  steps: z.array(PracticeStep),
});
export type PracticeCase = z.infer<typeof PracticeCase>;

/** Reported, and the ledger has since said otherwise: the report may need to be put right. */
export const ReportedAndGone = z.strictObject({
  sheetId: z.uuid(),
  kind: z.string(),
  /** The word that was reported. */
  entryId: z.uuid(),
  leafIndex: z.int().nonnegative(),
  /** What came of it. */
  newer: z.enum(['corrected', 'voided']),
  steps: z.array(PracticeStep).min(1),
});
export type ReportedAndGone = z.infer<typeof ReportedAndGone>;

export const PracticeKind = z.strictObject({
  id: z.string(),
  nameJa: z.string(),
  nameEn: z.string(),
});
export type PracticeKind = z.infer<typeof PracticeKind>;

/** 間違い接種 of a fiscal year (4/1 to 3/31), as the ledger has them at a checkpoint. */
export const PracticeList = z.strictObject({
  municipalityName: z.string(),
  fiscalYear: z.int(),
  madeAt: z.iso.datetime(),
  treeSize: z.int().nonnegative(),
  rootHash: z.string().nullable(),
  /** For the minor ones. */
  due: z.iso.date(),
  /** In the order of the report. */
  kinds: z.array(PracticeKind),
  /** By kind in that order, then by day. */
  cases: z.array(PracticeCase),
  reportedAndGone: z.array(ReportedAndGone),
});
export type PracticeList = z.infer<typeof PracticeList>;
