import type { FindingCode } from '../schemas/finding.ts';
import type { LiftedFinding } from '../schemas/inoculation-record.ts';
import type { PracticeCase, PracticeGravity, PracticeStep } from '../schemas/practice.ts';
import type { VaccineMaster } from '../schemas/vaccine-master.ts';
import { vaccineGiven } from './vaccines/given.ts';

/** What the list needs of an entry that stands and says that a dose was given. */
export type PracticeEntry = Readonly<{
  sheetId: string;
  entryId: string;
  leafIndex: number;
  programme: string;
  day: string | null;
  /** In Japan. */
  committedOn: string;
  productName: string | null;
  institutionCode: string | null;
  findings: readonly string[];
  overrides: readonly Pick<LiftedFinding, 'finding'>[];
  isAmended: boolean;
}>;

/** The last day to report the minor ones of a fiscal year: 4/30 after it (DOMAIN.md §5). */
export const minorDue = (fiscalYear: number): string => `${fiscalYear + 1}-04-30`;

type Kind = VaccineMaster['errorKinds'][number];

/** The kinds of mistake an entry was committed with, and what was found of each. Codes of other versions are of no kind. */
export function kindsIn(
  { errorKinds }: Pick<VaccineMaster, 'errorKinds'>,
  { findings, overrides }: Pick<PracticeEntry, 'findings' | 'overrides'>,
): { kind: Kind; findings: string[] }[] {
  const lifted = new Set(overrides.map(({ finding }) => finding));
  return errorKinds.flatMap((kind) => {
    const known: ReadonlySet<string> = new Set<FindingCode>(kind.findings);
    const own = findings.filter((code) => known.has(code) && !lifted.has(code));
    return own.length === 0 ? [] : [{ kind, findings: own }];
  });
}

export type Situation = Readonly<{
  fiscalYear: number;
  today: string;
  institutionName: string | null;
  /** Newest first, of this sheet and kind. */
  steps: readonly (PracticeStep & { entryId: string })[];
}>;

/** One case as it stands. Until somebody has said otherwise it is as grave as its kind usually is. */
export function caseOf(
  master: VaccineMaster,
  entry: PracticeEntry,
  { kind, findings }: { kind: Kind; findings: string[] },
  { fiscalYear, today, institutionName, steps }: Situation,
): PracticeCase {
  const [newest] = steps;
  const gravity = newest?.gravity ?? kind.gravity;
  const status = newest?.status ?? 'open';
  const due = dueDay(gravity, fiscalYear, entry);
  const { sheetId, entryId, leafIndex, day, committedOn, institutionCode, isAmended } = entry;
  return {
    ...{ sheetId, entryId, leafIndex, day, committedOn, institutionCode, isAmended },
    ...{ kind: kind.id, findings, institutionName, status, gravity, due },
    ...namesOf(master, entry),
    isOverdue: today > due && (status === 'open' || status === 'looked_into'),
    changedSince: newest !== undefined && newest.entryId !== entryId,
    steps: steps.map(({ entryId: _, ...step }) => step),
  };
}

/** At once is the day on which it became known. */
const dueDay = (
  gravity: PracticeGravity,
  fiscalYear: number,
  { committedOn }: Pick<PracticeEntry, 'committedOn'>,
): string => (gravity === 'serious' ? committedOn : minorDue(fiscalYear));

function namesOf(
  master: VaccineMaster,
  { programme, day, committedOn, productName }: PracticeEntry,
): Pick<PracticeCase, 'programmeName' | 'vaccine' | 'vaccineName'> {
  const given = vaccineGiven(master, programme, day ?? committedOn, productName);
  const vaccine = given.kind === 'one' ? given.vaccine : null;
  const known = master.programmes.find(({ id }) => id === programme);
  return {
    programmeName: { ja: known?.nameJa ?? programme, en: known?.nameEn ?? programme },
    vaccine: vaccine?.id ?? null,
    vaccineName: vaccine === null ? null : { ja: vaccine.nameJa, en: vaccine.nameEn },
  };
}

export type Counts = Readonly<{ minor: number; serious: number }>;

/** What the report counts: cases that were looked into and were no mistake are none. */
export const isCounted = ({ status }: Pick<PracticeCase, 'status'>): boolean =>
  status !== 'no_error';

export function countsOf(cases: readonly PracticeCase[]): Counts {
  const counted = cases.filter(isCounted);
  const serious = counted.filter(({ gravity }) => gravity === 'serious').length;
  return { minor: counted.length - serious, serious };
}

type Column = Readonly<{
  key: string;
  programmeName: PracticeCase['programmeName'];
  vaccineName: PracticeCase['vaccineName'];
}>;

/** By programme and vaccine, those that occur: what the table has beside its kinds. */
export function vaccinesIn(cases: readonly PracticeCase[]): Column[] {
  const columns = cases.filter(isCounted).map(({ programmeName, vaccineName, vaccine }) => ({
    key: `${programmeName.ja} ${vaccine ?? ''}`,
    ...{ programmeName, vaccineName },
  }));
  return [...new Map(columns.map((one) => [one.key, one])).values()].toSorted((one, other) =>
    one.key < other.key ? -1 : 1,
  );
}

export const isOf = ({ key }: Column, { programmeName, vaccine }: PracticeCase): boolean =>
  key === `${programmeName.ja} ${vaccine ?? ''}`;
