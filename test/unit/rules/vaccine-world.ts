import type { RecordedDose, SheetFacts } from '../../../rules/checks/facts.ts';
import { runChecks } from '../../../rules/checks/run-checks.ts';
import { shippedVaccines } from '../../../runtime/shipped-vaccines.ts';

export const MASTER = await shippedVaccines();

export type GivenDose = Readonly<{
  vaccine: string;
  /** The vaccine's first, where none is named. */
  product?: string;
  birth: string;
  sex?: 'male' | 'female';
  number?: number;
  day: string;
  /** Day by dose number, all of the same product. */
  before?: Readonly<Record<number, string>>;
  doses?: readonly RecordedDose[];
  values?: SheetFacts['values'];
  overrides?: SheetFacts['overrides'];
  doubtful?: readonly string[];
  hidden?: readonly string[];
}>;

/** What is found on a sheet that says nothing but this. */
export function findingsOf(given: GivenDose) {
  const vaccine = MASTER.vaccines.find(({ id }) => id === given.vaccine);
  const product = given.product ?? vaccine?.products[0]?.names[0] ?? '';
  const programme = MASTER.programmes.find(({ vaccines }) => vaccines.includes(given.vaccine));
  return runChecks({
    values: {
      vaccinationDate: given.day,
      doseNumber: String(given.number ?? 1),
      birthDate: given.birth,
      sex: given.sex ?? 'female',
      vaccineName: product,
      lotNumber: 'X',
      ...given.values,
    },
    doubtful: new Set(given.doubtful),
    hidden: new Set(given.hidden),
    programme: programme?.id ?? '',
    vaccines: MASTER,
    ticket: null,
    institutionKnown: null,
    lots: null,
    today: '2060-01-01',
    receivedOn: null,
    batchMonth: null,
    doses: given.doses ?? [
      ...Object.entries(given.before ?? {}).map(([doseNumber, vaccinationDate]) => ({
        doseNumber,
        vaccinationDate,
        product,
      })),
    ],
    otherScans: null,
    overrides: given.overrides ?? [],
    final: true,
  });
}

export const codesOf = (given: GivenDose): string[] => findingsOf(given).map(({ code }) => code);
