import { z } from 'zod';

/** What a spreadsheet takes for a formula, also in full width: no text of a master begins so. */
const FORMULA = /^[=+@\t\r＝＋＠]/;
export const beginsFormula = (text: string): boolean => FORMULA.test(text);

/** Text of a master: no space around it, no control characters, nothing a spreadsheet would run. */
const MasterText = z
  .string()
  .max(300)
  .refine(
    (text) =>
      text === text.trim() && text.isWellFormed() && !/\p{Cc}/u.test(text) && !beginsFormula(text),
  );
const Written = MasterText.min(1);
const day = z.iso.date();

/** 宛名番号: the municipality's own number for a person. Not 個人番号, which is never kept. */
export const ResidentId = z.string().regex(/^\d{1,15}$/);

export const Sex = z.enum(['male', 'female']);
export type Sex = z.infer<typeof Sex>;

export const Resident = z.strictObject({
  residentId: ResidentId,
  name: Written,
  kana: MasterText,
  birthDate: day,
  sex: Sex.nullable(),
  address: MasterText,
  householdId: Written.nullable(),
  /** 住登外フラグ: lives here without being on the resident register. */
  nonRegistered: z.boolean(),
  /** `null`: since before the register tells, still here, alive; or never said. */
  movedInOn: day.nullable(),
  movedOutOn: day.nullable(),
  diedOn: day.nullable(),
});
export type Resident = z.infer<typeof Resident>;

export const IssuedTicket = z.strictObject({
  municipalityCode: z.string().regex(/^\d{6}$/),
  ticketNumber: z.string().regex(/^\d{10}$/),
  ticketType: z.string().regex(/^\d$/),
  doseNumber: z.string().regex(/^\d$/),
  residentId: ResidentId,
});
export type IssuedTicket = z.infer<typeof IssuedTicket>;

export const Institution = z.strictObject({
  institutionCode: z.string().regex(/^\d{10}$/),
  name: Written,
  address: MasterText,
  /** 種別 in the municipality's own words; fees may depend on it. */
  kind: Written.nullable(),
  /** While it vaccinates for the municipality. */
  validFrom: day.nullable(),
  validTo: day.nullable(),
});
export type Institution = z.infer<typeof Institution>;

export const Physician = z.strictObject({
  institutionCode: Institution.shape.institutionCode,
  /** 予診医・接種医コード. */
  physicianCode: z.string().regex(/^[0-9A-Za-z-]{1,20}$/),
  name: Written,
  kana: MasterText,
  validFrom: day.nullable(),
  validTo: day.nullable(),
});
export type Physician = z.infer<typeof Physician>;

/** A lot as the checks see it: an override has already gone before what was printed (`rules/lot-in-force.ts`). */
export const Lot = z.strictObject({
  lotNumber: Written,
  product: MasterText,
  manufacturer: MasterText,
  expiry: day,
  validFrom: day,
  validTo: day,
});
export type Lot = z.infer<typeof Lot>;

/** A lot as the master has it. */
export const LotRow = Lot.extend({
  /** A day the maker set afterwards; which and why, or neither. */
  expiryOverride: day.nullable(),
  overrideReason: Written.nullable(),
});
export type LotRow = z.infer<typeof LotRow>;

/** Stands for every vaccine of a programme, or every kind of institution. */
export const ALL = 'all';

const Yen = z.int().min(0).max(10_000_000);

/** What is paid for one sheet, in yen, tax included. One day has one fee per programme, vaccine and kind. */
export const Fee = z.strictObject({
  programme: Written,
  vaccine: Written,
  institutionKind: Written,
  validFrom: day,
  /** Included; `null` until the next one. */
  validTo: day.nullable(),
  vaccinatedYen: Yen,
  /** 予診のみ. */
  examinedOnlyYen: Yen,
});
export type Fee = z.infer<typeof Fee>;

/** A dose already in the municipality's books before yoshin. */
export const EarlierDose = z.strictObject({
  residentId: ResidentId,
  ticketNumber: MasterText,
  doseNumber: MasterText,
  vaccinationDate: day,
  product: MasterText,
  lotNumber: MasterText,
  doseVolumeMl: MasterText,
  institutionCode: MasterText,
});
export type EarlierDose = z.infer<typeof EarlierDose>;

/** Who speaks for or against a value: `window` is the time in which a dose can have been given. */
export const MasterName = z.enum(['register', 'institutions', 'lots', 'window']);
export type MasterName = z.infer<typeof MasterName>;
