import type {
  Finding,
  FindingCode,
  FindingKind,
  FindingSeverity,
  OverrideKind,
} from '../../schemas/finding.ts';
import type { Confidence } from '../../schemas/vaccine-master.ts';

export type FindingRule = Readonly<{
  kind: FindingKind;
  severity: FindingSeverity;
  /** Where the rule is from. `vaccines/`: each rule of the master names its own. */
  source: string;
  liftedBy?: OverrideKind;
  /** Only a dose that was given can be wrong so. */
  ofADose?: true;
}>;

const MASTER = 'vaccines/';
const JISSHI = '予防接種実施規則 第2条, 第5条の2';
const PIA = 'DOMAIN.md §6, PIA III-2';
const doubt = (severity: FindingSeverity, source: string): FindingRule => ({
  kind: 'reading_doubt',
  severity,
  source,
});
const form = (severity: FindingSeverity, source: string): FindingRule => ({
  kind: 'form',
  severity,
  source,
});
const practice = (
  severity: FindingSeverity,
  source: string,
  liftedBy?: OverrideKind,
): FindingRule => ({
  kind: 'practice',
  severity,
  source,
  ofADose: true,
  ...(liftedBy === undefined ? {} : { liftedBy }),
});

/** Every code: how grave it is when nothing speaks against it, and where its rule comes from. */
export const FINDING_RULES: Readonly<Record<FindingCode, FindingRule>> = {
  check_digit_failed: doubt('warn', 'DOMAIN.md §3'),
  date_unreadable: doubt('block', 'DOMAIN.md §4'),
  date_in_future: doubt('block', 'DOMAIN.md §5'),
  dose_before_birth: doubt('block', 'DOMAIN.md §5'),
  date_outside_batch_month: doubt('warn', 'DOMAIN.md §5'),
  date_after_receipt: doubt('block', 'DOMAIN.md §5'),
  temperature_high_but_vaccinated: practice('warn', MASTER),
  temperature_implausible: doubt('warn', 'DOMAIN.md §5'),
  physician_postponed_but_vaccinated: practice('block', JISSHI),
  consent_missing: practice('block', JISSHI),
  signature_missing: form('warn', JISSHI),
  guardian_missing: form('warn', MASTER),
  ticket_not_issued: { ...doubt('block', PIA), liftedBy: 'other_municipality' },
  ticket_of_another: form('block', PIA),
  codes_disagree: doubt('warn', 'DOMAIN.md §2'),
  institution_unknown: { ...form('warn', 'DOMAIN.md §3'), liftedBy: 'other_municipality' },
  programme_unknown: form('note', MASTER),
  programme_not_in_force: practice('block', MASTER),
  out_of_season: practice('block', MASTER),
  product_not_of_programme: practice('block', MASTER),
  product_unknown: doubt('note', MASTER),
  product_switched: practice('block', MASTER),
  lot_unknown: doubt('warn', 'DOMAIN.md §5'),
  lot_expired: practice('warn', 'DOMAIN.md §5'),
  lot_outside_window: doubt('warn', 'DOMAIN.md §5'),
  lot_of_other_product: doubt('warn', 'DOMAIN.md §5'),
  lot_shape_unusual: doubt('warn', MASTER),
  age_not_eligible: practice('block', MASTER, 'long_term_care'),
  eligible_on_condition: form('note', MASTER),
  sex_not_eligible: practice('block', MASTER),
  interval_too_short: practice('block', MASTER),
  interval_too_long: practice('note', MASTER, 'long_term_care'),
  interval_other_vaccine: practice('block', MASTER),
  dose_out_of_order: { ...doubt('block', 'DOMAIN.md §5'), ofADose: true },
  dose_number_skipped: {
    ...doubt('warn', 'DOMAIN.md §5'),
    ofADose: true,
    liftedBy: 'other_municipality',
  },
  dose_needless: practice('warn', MASTER),
  volume_wrong: practice('block', MASTER),
  route_wrong: practice('block', MASTER),
  site_wrong: practice('warn', MASTER),
  register_birthdate_mismatch: doubt('block', PIA),
  register_name_mismatch: doubt('block', PIA),
  dose_after_death: doubt('block', PIA),
  not_resident_on_day: { ...form('warn', '予防接種法 第5条'), liftedBy: 'other_municipality' },
  physician_decision_missing: form('block', JISSHI),
  dose_incomplete: form('block', '予防接種法施行規則 第2条の8, DOMAIN.md §1'),
  duplicate_dose: practice('block', 'DOMAIN.md §5'),
  ticket_on_other_sheet: form('block', 'docs/adr/0012-same-paper.md'),
};

/** A finding, and what has to be sure for it to be more than a doubt about the reading. */
export type Found = Readonly<{
  finding: Finding;
  restsOn: readonly string[];
  /** `false`: what usually lifts such a finding does not reach so far. */
  mayBeLifted?: boolean;
}>;

type More = Readonly<{
  /** Besides the fields it speaks of. */
  restsOn?: readonly string[];
  severity?: FindingSeverity;
  /** How well the rule is known: what is not from a source (K) blocks nothing. */
  confidence?: Confidence;
  detail?: Readonly<Record<string, string>>;
}>;

export function found(code: FindingCode, fields: readonly string[], more: More = {}): Found {
  const { kind, severity: usual } = FINDING_RULES[code];
  const wanted = more.severity ?? usual;
  const severity = more.confidence === 'K' && wanted === 'block' ? 'warn' : wanted;
  const { detail } = more;
  return {
    finding: {
      code,
      kind,
      severity,
      fields: [...fields],
      ...(detail === undefined ? {} : { detail: { ...detail } }),
    },
    restsOn: [...fields, ...(more.restsOn ?? [])],
  };
}
