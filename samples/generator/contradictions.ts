import type { Books } from './books.ts';
import { luhnDigit } from './check-digits.ts';
import { addDays, ageOn } from './dates.ts';
import type { SheetFields, SheetPlan } from './plan-types.ts';
import type { Rng } from './rng.ts';

type Contradiction = (fields: SheetFields, books: Books, rng: Rng) => SheetFields;

const written = (fields: SheetFields, id: string): string => fields[id] ?? '';

function otherDigit(text: string, at: number, rng: Rng): string {
  const digit = (Number(text[at]) + rng.int(1, 9)) % 10;
  return text.slice(0, at) + digit + text.slice(at + 1);
}

const isDay = (iso: string): boolean => !Number.isNaN(Date.parse(iso)) && addDays(iso, 0) === iso;

/** A date with one digit changed that is a day as well, not after `last`. */
function otherDay(iso: string, places: readonly number[], last: string, rng: Rng): string {
  for (;;) {
    const other = otherDigit(iso, rng.pick(places), rng);
    if (isDay(other) && other <= last) return other;
  }
}

const born = (fields: SheetFields, birthDate: string): SheetFields => ({
  ...fields,
  birthDate,
  age: fields['age'] === '' ? '' : String(ageOn(birthDate, written(fields, 'vaccinationDate'))),
});

/** Nothing was given where the physician put it off. */
const OF_A_DOSE = ['lot_by_a_digit', 'expiry_put_off'];

/** What the municipality's masters do not hold, and how it comes about on paper: mostly by a digit. */
const CONTRADICTIONS: Readonly<Record<string, Contradiction>> = {
  birth_date_by_a_digit: (fields, _, rng) =>
    born(fields, otherDay(written(fields, 'birthDate'), [2, 3, 5, 6, 8, 9], '2005-12-31', rng)),
  ticket_of_another_person: (fields, { people }, rng) =>
    born(
      fields,
      rng.pick(people.filter((each) => each.birthDate !== fields['birthDate'])).birthDate,
    ),
  institution_by_a_digit: (fields, _, rng) => {
    const nine = otherDigit(written(fields, 'institutionCode').slice(0, 9), rng.int(3, 8), rng);
    return { ...fields, institutionCode: nine + luhnDigit(nine) };
  },
  lot_by_a_digit: (fields, _, rng) => {
    const lot = written(fields, 'lotNumber');
    return { ...fields, lotNumber: otherDigit(lot, lot.length - rng.int(1, 4), rng) };
  },
  expiry_put_off: (fields) => ({ ...fields, lotExpiry: '2021-09-30' }),
  dose_date_by_a_digit: (fields, _, rng) => ({
    ...fields,
    vaccinationDate: otherDay(written(fields, 'vaccinationDate'), [3, 6, 8, 9], '2029-12-31', rng),
  }),
  age_by_a_year: (fields, _, rng) => ({
    ...fields,
    age: fields['age'] === '' ? '' : String(Number(fields['age']) + rng.pick([-1, 1, 10])),
  }),
};

/** The same sheet with one thing written or printed on it that the masters contradict. */
export function contradicted(plan: SheetPlan, books: Books, rng: Rng): SheetPlan {
  const possible = Object.keys(CONTRADICTIONS).filter(
    (name) => plan.fields['lotNumber'] !== '' || !OF_A_DOSE.includes(name),
  );
  const contradict = CONTRADICTIONS[rng.pick(possible)];
  if (contradict === undefined) return plan;
  return { ...plan, fields: contradict(plan.fields, books, rng) };
}
