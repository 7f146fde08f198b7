import type {
  CsvProfile,
  ExportColumn,
  ExportItem,
  Standing,
} from '../../schemas/export-profile.ts';
import type { InoculationRecord } from '../../schemas/inoculation-record.ts';
import { secondInJapan } from '../calendar.ts';
import type { CellRule, ExportValue } from './cells.ts';

/** An entry of the ledger as it stands: the newest word on its sheet. */
export type StandingEntry = Readonly<{
  entryId: string;
  leafIndex: number;
  sheetId: string;
  standing: Standing;
  committedAt: Date;
  /** 自動応答不可, as it was at the moment the file is of. */
  noAutomaticReply: boolean;
  record: InoculationRecord;
}>;

/** One cell to be: of which entry, or of none (a dose nobody had). */
export type Place = Readonly<{ rule: CellRule; entry: StandingEntry | null }>;

/** Why entries cannot stand in a line together, or at all. */
export type LineProblem = 'person_missing' | 'dose_missing' | 'dose_twice' | 'dose_beyond';

export type Line = Readonly<{
  entries: readonly StandingEntry[];
  places: readonly Place[];
  problem: LineProblem | null;
}>;

export function itemValue(entry: StandingEntry, item: ExportItem): ExportValue {
  switch (item) {
    case 'standing':
      return entry.standing;
    case 'entryId':
      return entry.entryId;
    case 'entryNumber':
      return entry.leafIndex;
    case 'committedAt':
      return secondInJapan(entry.committedAt);
    case 'noAutomaticReply':
      return entry.noAutomaticReply;
    default:
      return entry.record[item];
  }
}

const ruleOf = (profile: CsvProfile, column: ExportColumn, dose: number | null): CellRule => ({
  ...column,
  header: dose === null ? column.header : column.header.replaceAll('{n}', String(dose)),
  style: column.dates ?? profile.dates,
  list: column.codes === undefined ? null : (profile.codeLists[column.codes] ?? null),
});

/** The columns of a file, from left to right, each with the number of the dose it tells of. */
export function rulesOf(profile: CsvProfile): Array<{ rule: CellRule; dose: number | null }> {
  const { rows } = profile;
  const first = rows.columns.map((column) => ({ rule: ruleOf(profile, column, null), dose: null }));
  if (rows.per === 'entry') return first;
  const doses = Array.from({ length: rows.doses }, (_, index) => index + 1);
  const repeated = doses.flatMap((dose) =>
    rows.doseColumns.map((column) => ({ rule: ruleOf(profile, column, dose), dose })),
  );
  return [...first, ...repeated];
}

/** Lays the entries of one line, all of one person where the profile has a row a person, under the columns. */
export function lineOf(profile: CsvProfile, entries: readonly StandingEntry[]): Line {
  const [first = null] = entries;
  const problem =
    profile.rows.per === 'entry' ? null : togetherProblem(profile.rows.doses, entries);
  const places = rulesOf(profile).map(({ rule, dose }) => ({
    rule,
    entry:
      dose === null ? first : (entries.find(({ record }) => record.doseNumber === dose) ?? null),
  }));
  // A dose that was not given owes nothing.
  const owed = places.map(({ rule, entry }) => ({
    rule: entry === null ? { ...rule, required: false } : rule,
    entry,
  }));
  return { entries, places: owed, problem };
}

function togetherProblem(most: number, entries: readonly StandingEntry[]): LineProblem | null {
  const numbers = entries.map(({ record }) => record.doseNumber);
  if (entries.some(({ record }) => record.residentId === null)) return 'person_missing';
  if (numbers.includes(null)) return 'dose_missing';
  if (new Set(numbers).size !== numbers.length) return 'dose_twice';
  return numbers.some((number) => (number ?? 0) > most) ? 'dose_beyond' : null;
}
