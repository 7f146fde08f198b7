import { z } from 'zod';

/**
 * `reading_doubt` is resolved by looking at the sheet; `practice` is a dose that really was given wrongly:
 * committed as written, flagged, listed for the yearly report. The two are never mixed.
 */
export const FindingKind = z.enum(['reading_doubt', 'practice', 'form']);
export type FindingKind = z.infer<typeof FindingKind>;

export const FindingCode = z.enum([
  'check_digit_failed',
  'date_unreadable',
  'date_in_future',
  'dose_before_birth',
  'date_outside_batch_month',
  'temperature_high_but_vaccinated',
  'temperature_implausible',
  'physician_postponed_but_vaccinated',
  'consent_missing',
  'signature_missing',
  'ticket_not_issued',
  'codes_disagree',
  'institution_unknown',
  'lot_unknown',
  'lot_expired',
  'volume_wrong',
  'register_birthdate_mismatch',
  'register_name_mismatch',
  'physician_decision_missing',
  'dose_incomplete',
  'duplicate_dose',
]);
export type FindingCode = z.infer<typeof FindingCode>;

export const Finding = z.strictObject({
  code: FindingCode,
  kind: FindingKind,
  severity: z.enum(['block', 'warn', 'note']),
  /** Form field ids it speaks of. */
  fields: z.array(z.string()),
});
export type Finding = z.infer<typeof Finding>;
