import { z } from 'zod';

/**
 * `reading_doubt` is resolved by looking at the sheet; `practice` is a dose that really was given wrongly:
 * committed as written, flagged, listed for the yearly report. The two are never mixed.
 */
export const FindingKind = z.enum(['reading_doubt', 'practice', 'form']);
export type FindingKind = z.infer<typeof FindingKind>;

export const FindingSeverity = z.enum(['block', 'warn', 'note']);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

/** What each means and where it comes from: `rules/checks/finding-rules.ts`; in words: `schemas/findings-*.ts`. */
export const FindingCode = z.enum([
  'check_digit_failed',
  'date_unreadable',
  'date_in_future',
  'dose_before_birth',
  'date_outside_batch_month',
  'date_after_receipt',
  'temperature_high_but_vaccinated',
  'temperature_implausible',
  'physician_postponed_but_vaccinated',
  'consent_missing',
  'signature_missing',
  'guardian_missing',
  'ticket_not_issued',
  'ticket_of_another',
  'codes_disagree',
  'institution_unknown',
  'programme_unknown',
  'programme_not_in_force',
  'out_of_season',
  'product_not_of_programme',
  'product_unknown',
  'product_switched',
  'lot_unknown',
  'lot_expired',
  'lot_outside_window',
  'lot_of_other_product',
  'lot_shape_unusual',
  'age_not_eligible',
  'eligible_on_condition',
  'sex_not_eligible',
  'interval_too_short',
  'interval_too_long',
  'interval_other_vaccine',
  'dose_out_of_order',
  'dose_number_skipped',
  'dose_needless',
  'volume_wrong',
  'route_wrong',
  'site_wrong',
  'register_birthdate_mismatch',
  'register_name_mismatch',
  'dose_after_death',
  'not_resident_on_day',
  'physician_decision_missing',
  'dose_incomplete',
  'duplicate_dose',
  'ticket_on_other_sheet',
]);
export type FindingCode = z.infer<typeof FindingCode>;

/** Why a rule may not hold for a dose: 長期療養特例, 他市町村での接種. Said by the form or by a person, with a reason. */
export const OverrideKind = z.enum(['long_term_care', 'other_municipality']);
export type OverrideKind = z.infer<typeof OverrideKind>;

/** Two members of staff stand behind it: entered by one, confirmed by another. */
export const OverrideGrant = z.strictObject({
  overrideId: z.uuid(),
  /** What it rests on, and where that is filed. */
  document: z.string(),
  enteredBy: z.string(),
  confirmedBy: z.string(),
});
export type OverrideGrant = z.infer<typeof OverrideGrant>;

export const Finding = z.strictObject({
  code: FindingCode,
  kind: FindingKind,
  severity: FindingSeverity,
  /** Form field ids it speaks of. */
  fields: z.array(z.string()),
  /** What the sentence under it says: days, volumes, names of vaccines. Never a person's name. */
  detail: z.record(z.string(), z.string()).optional(),
  /** It would weigh more, but for this. Without `grant` the form itself says so. */
  override: z
    .strictObject({ kind: OverrideKind, reason: z.string(), grant: OverrideGrant.optional() })
    .optional(),
});
export type Finding = z.infer<typeof Finding>;
