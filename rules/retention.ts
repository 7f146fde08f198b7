import type { RetentionBasis, RetentionKind, RetentionRule } from '../schemas/retention.ts';

/** From which days a kind can be counted; the first is the one it has until a municipality says otherwise. */
export const BASES: Readonly<
  Record<RetentionKind, readonly [RetentionBasis, ...RetentionBasis[]]>
> = {
  record: ['vaccination', 'fiscal_year', 'death'],
  sheet: ['last_change'],
  earlier_dose: ['vaccination', 'death'],
  override: ['last_day'],
  register: ['left'],
  master_history: ['recorded'],
  audit_terms: ['recorded'],
};

/** 予防接種法施行令6条の2, and what both assessments say. */
const YEARS = 5;

export const unsetRule = (kind: RetentionKind): RetentionRule => ({
  kind,
  basis: BASES[kind][0],
  years: YEARS,
});

export const isBasisOf = (kind: RetentionKind, basis: RetentionBasis): boolean =>
  BASES[kind].includes(basis);

/** What erases nothing of anybody who is still to be kept must come after what they are kept for. */
export const IN_ORDER: readonly RetentionKind[] = [
  'record',
  'sheet',
  'earlier_dose',
  'override',
  'register',
  'master_history',
  'audit_terms',
];
