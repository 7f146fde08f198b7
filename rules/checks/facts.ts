import type { Finding } from '../../schemas/finding.ts';
import type { Lot, Resident } from '../../schemas/masters.ts';
import type { FieldReading } from '../../schemas/reading.ts';

/** Version of the checks and of the closing rules; stored with every ledger entry. */
export const RULES_VERSION = '2026-11-22';

/**
 * What is known about one sheet: values as read or keyed (`null`: not known, `''`: empty on paper) and what
 * the masters say. `null` from a master: it was not asked, which is not the same as "not there".
 */
export type SheetFacts = Readonly<{
  values: Readonly<Record<string, string | null | undefined>>;
  ticket: { issued: false } | { issued: true; resident: Resident } | null;
  institutionKnown: boolean | null;
  lots: readonly Lot[] | null;
  /** Civil day in Japan. */
  today: string;
  /** Month the batch is said to be of, `2021-10`. */
  batchMonth: string | null;
  /** Doses of the person named that are in the books already, this sheet's own not among them. */
  doses: readonly RecordedDose[] | null;
  /** The values are what people closed: what is still missing will stay so. */
  final: boolean;
}>;

export type RecordedDose = Readonly<{ doseNumber: string; vaccinationDate: string }>;

export type Check = (facts: SheetFacts) => Finding | null;

/** The value, or `null` where there is none to judge. */
export function valueIn(facts: SheetFacts, field: string): string | null {
  const value = facts.values[field];
  return value === undefined || value === '' ? null : value;
}

/** A dose was given if the form carries what only a dose leaves behind; illegible ink is ink. */
export function wasVaccinated(facts: SheetFacts): boolean {
  return ['lotNumber', 'doseVolumeMl'].some((field) => {
    const value = facts.values[field];
    return value !== undefined && value !== '';
  });
}

/** What the readers made out, doubtful values too: a doubt that breaks a rule is worth a finding. */
export function readValues(
  fields: Readonly<Record<string, FieldReading>>,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, reading]) => [field, reading.value]),
  );
}
