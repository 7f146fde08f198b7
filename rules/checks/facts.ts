import type { OverrideGrant, OverrideKind } from '../../schemas/finding.ts';
import type { Lot, Resident } from '../../schemas/masters.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import type { VaccineMaster } from '../../schemas/vaccine-master.ts';
import { PERSON } from '../person-field.ts';
import type { Found } from './finding-rules.ts';

/** Version of the checks and of the closing rules; stored with every ledger entry. */
export const RULES_VERSION = '2026-11-23.4';

/**
 * What is known about one sheet: values as read or keyed (`null`: not known, `''`: empty on paper) and what
 * the masters say. `null` from a master: it was not asked, which is not the same as "not there".
 */
export type SheetFacts = Readonly<{
  values: Readonly<Record<string, string | null | undefined>>;
  /** Fields whose values the readers do not stand behind: what rests on them accuses nobody. */
  doubtful: ReadonlySet<string>;
  /** Fields that whoever is told has still to key unseen: what the register says of them is not said, nor what follows from it. */
  hidden?: ReadonlySet<string>;
  /** 予防接種の種類 of the form; `null`: it has none. */
  programme: string | null;
  vaccines: VaccineMaster;
  ticket: { issued: false } | { issued: true; resident: Resident } | null;
  /** Whom people named, whatever the number says; `null`: that is still open. Absent: the number alone says. */
  named?: Resident | null;
  institutionKnown: boolean | null;
  lots: readonly Lot[] | null;
  /** Civil day in Japan. */
  today: string;
  /** The day the sheet was handed in; `null`: nobody knows. */
  receivedOn: string | null;
  /** Month the batch is said to be of, `2021-10`. */
  batchMonth: string | null;
  /** Doses of the person named that are in the books already, this sheet's own not among them. */
  doses: readonly RecordedDose[] | null;
  /** Other sheets of this ticket that were not set aside for this one, or for one another. */
  otherScans: readonly OtherScan[] | null;
  overrides: readonly Override[];
  /** The values are what people closed: what is still missing will stay so. */
  final: boolean;
}>;

/** `programme` and `product` are absent or `null` where the books do not say. */
export type RecordedDose = Readonly<{
  doseNumber: string;
  vaccinationDate: string;
  programme?: string | null;
  product?: string | null;
}>;

/** `ended`: rejected, illegible, or its entry voided; nothing more will come of it. */
export type OtherScan = Readonly<{ sheetId: string; ended: boolean }>;

/** Why a rule is said not to hold, and in whose words. */
export type Override = Readonly<{
  kind: OverrideKind;
  reason: string;
  /** By people, and for these doses; absent where the form itself says so, for its own dose. */
  granted?: Readonly<{ grant: OverrideGrant; reach: OverrideReach }>;
}>;

/** Doses of a programme on these days, both included. `vaccine`: its id, or `ALL` of the programme. */
export type OverrideReach = Readonly<{
  programme: string;
  vaccine: string;
  fromDay: string;
  toDay: string;
}>;

/** Whose sheet it is, as far as anybody has said, and by what. */
export function personOf({
  ticket,
  named,
}: Pick<SheetFacts, 'ticket' | 'named'>): Readonly<{ resident: Resident; by: string }> | null {
  if (named !== undefined) return named === null ? null : { resident: named, by: PERSON };
  return ticket?.issued === true ? { resident: ticket.resident, by: 'ocrLine' } : null;
}

export type Check = (facts: SheetFacts) => Found | null;

/** The value, or `null` where there is none to judge. */
export function valueIn(facts: Pick<SheetFacts, 'values'>, field: string): string | null {
  const value = facts.values[field];
  return value === undefined || value === '' ? null : value;
}

/** What only a dose leaves behind on the form. */
export const TRACES_OF_A_DOSE = ['lotNumber', 'doseVolumeMl'] as const;

/**
 * A dose was given if the form carries what only a dose leaves behind. Ink that is illegible to people is ink; what a
 * machine could not read may be a smear.
 */
export function wasVaccinated({ values, final }: Pick<SheetFacts, 'values' | 'final'>): boolean {
  return TRACES_OF_A_DOSE.some((field) => {
    const value = values[field];
    return value !== undefined && value !== '' && (final || value !== null);
  });
}

/**
 * A value less likely than its contrary says nothing: people key such a field, and the checks run again. What is odd
 * is put at one half less a hair (`MOST_ODD` in `workers/stages/fuse.ts`), and may be right.
 */
const AS_LIKELY_AS_NOT = 0.49;

type Fields = Readonly<Record<string, FieldReading>>;

/**
 * What the readers made out, doubtful values too: a doubt that breaks a rule is worth a finding. `ink`: the fields
 * before masters were heard. What the ink says plainly and a master contradicts is just what is to be found.
 */
export function readValues(fields: Fields, ink: Fields = fields): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, reading]) => {
      const { accepted, probability } = surer(reading, ink[field]);
      return [field, accepted || probability >= AS_LIKELY_AS_NOT ? reading.value : null];
    }),
  );
}

/** The fields whose values nobody stands behind: neither the ink by itself, nor with a master's word. */
export function doubtfulFields(fields: Fields, ink: Fields = fields): Set<string> {
  return new Set(
    Object.entries(fields).flatMap(([field, reading]) =>
      surer(reading, ink[field]).accepted ? [] : [field],
    ),
  );
}

type Belief = Pick<FieldReading, 'value' | 'accepted' | 'probability'>;

const surer = (heard: Belief, ink: Belief | undefined): Belief =>
  ink?.value === heard.value && !heard.accepted ? ink : heard;
