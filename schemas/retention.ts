import { z } from 'zod';

/**
 * What is kept and for how long is a rule of the municipality (DOMAIN.md §6: 5 years, being extended for some records). `record`: an
 * entry with its sheet, image and everything keyed; `sheet`: paper that became no entry; `register`: residents who died or left;
 * `master_history`: what masters were before; `audit_terms`: words that were searched for, sealed beside the audit log.
 */
export const RetentionKind = z.enum([
  'record',
  'sheet',
  'earlier_dose',
  'override',
  'register',
  'master_history',
  'audit_terms',
]);
export type RetentionKind = z.infer<typeof RetentionKind>;

/**
 * The day from which years are counted: of vaccination, the last of its fiscal year, of death; the last change of a sheet; the last
 * day an override holds; death or moving out, whichever is later; the day something was recorded.
 */
export const RetentionBasis = z.enum([
  'vaccination',
  'fiscal_year',
  'death',
  'last_change',
  'last_day',
  'left',
  'recorded',
]);
export type RetentionBasis = z.infer<typeof RetentionBasis>;

export const RetentionRule = z.strictObject({
  kind: RetentionKind,
  basis: RetentionBasis,
  /** `null`: kept until a rule says otherwise. */
  years: z.int().min(1).max(100).nullable(),
});
export type RetentionRule = z.infer<typeof RetentionRule>;
