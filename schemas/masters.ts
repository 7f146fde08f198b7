import { z } from 'zod';

/** 宛名番号: the municipality's own number for a person. Not 個人番号, which is never kept. */
export const ResidentId = z.string().regex(/^\d{1,15}$/);

export const Sex = z.enum(['male', 'female']);
export type Sex = z.infer<typeof Sex>;

export const Resident = z.strictObject({
  residentId: ResidentId,
  name: z.string(),
  kana: z.string(),
  birthDate: z.iso.date(),
  sex: Sex.nullable(),
  address: z.string(),
  householdId: z.string().nullable(),
  /** 住登外フラグ: lives here without being on the resident register. */
  nonRegistered: z.boolean(),
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
  name: z.string(),
  address: z.string(),
});
export type Institution = z.infer<typeof Institution>;

export const Lot = z.strictObject({
  lotNumber: z.string().min(1),
  product: z.string(),
  manufacturer: z.string(),
  expiry: z.iso.date(),
  validFrom: z.iso.date(),
  validTo: z.iso.date(),
});
export type Lot = z.infer<typeof Lot>;

/** A dose already in the municipality's books before yoshin. */
export const EarlierDose = z.strictObject({
  residentId: ResidentId,
  ticketNumber: z.string(),
  doseNumber: z.string(),
  vaccinationDate: z.iso.date(),
  product: z.string(),
  lotNumber: z.string(),
  doseVolumeMl: z.string(),
  institutionCode: z.string(),
});
export type EarlierDose = z.infer<typeof EarlierDose>;

/** Who speaks for or against a value: `window` is the time in which a dose can have been given. */
export const MasterName = z.enum(['register', 'institutions', 'lots', 'window']);
export type MasterName = z.infer<typeof MasterName>;
