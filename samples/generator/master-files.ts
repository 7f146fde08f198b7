import { type Books, MUNICIPALITY, registeredAddress } from './books.ts';
import { addDays } from './dates.ts';
import type { SheetPlan } from './plan-types.ts';
import { makeRng } from './rng.ts';

const csv = (header: string, rows: readonly (readonly string[])[]): string =>
  `${[header, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;

const residents = ({ people }: Books): string =>
  csv(
    '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ',
    people.map((person) => [
      person.residentId,
      `${person.surname}　${person.given}`,
      `${person.surnameKana}　${person.givenKana}`,
      person.birthDate,
      person.sex === 'male' ? '男' : '女',
      registeredAddress(person),
      person.householdId,
      person.nonRegistered ? '1' : '0',
    ]),
  );

/** Everyone was sent both doses; 予診のみ tickets are listed once they were used. */
function tickets({ people }: Books, plans: readonly SheetPlan[]): string {
  const examinedOnly = plans
    .filter((plan) => plan.scenario.postponed)
    .map(({ person }) => [MUNICIPALITY, person.ticketNumber, '1', '2', person.residentId]);
  const doses = people.flatMap((person) =>
    ['1', '2'].map((dose) => [MUNICIPALITY, person.ticketNumber, '2', dose, person.residentId]),
  );
  return csv('自治体コード,券番号,券種,回数,宛名番号', [...doses, ...examinedOnly]);
}

const institutions = (books: Books): string =>
  csv(
    '医療機関コード,名称,所在地',
    books.institutions.map(({ code, name, address }) => [code, name, address]),
  );

const lots = (books: Books): string =>
  csv(
    'lot,product,manufacturer,expiry,valid_from,valid_to',
    books.lots.map((lot) => [
      lot.lot,
      lot.product,
      lot.manufacturer,
      lot.expiry,
      lot.validFrom,
      lot.expiry,
    ]),
  );

/** First doses of the people on the sheets, and of some who are on none. */
function history(books: Books, plans: readonly SheetPlan[]): string {
  const rng = makeRng('yoshin samples: history');
  const lotOf = (moderna: boolean, day: string) => {
    const usable = books.lots.filter(
      (lot) => (lot.manufacturer !== 'ファイザー') === moderna && lot.validFrom <= day,
    );
    return rng.pick(usable.length > 0 ? usable : books.lots.slice(0, 1));
  };
  const row = (
    plan: Pick<SheetPlan, 'person' | 'firstDose'>,
    moderna: boolean,
    dose = '1',
  ): string[] => {
    const lot = lotOf(moderna, plan.firstDose);
    const clinic = rng.pick(books.institutions).code;
    const volume = moderna ? '0.5' : '0.3';
    const { residentId, ticketNumber } = plan.person;
    return [residentId, ticketNumber, dose, plan.firstDose, lot.product, lot.lot, volume, clinic];
  };
  const onSheets = new Set(plans.map((plan) => plan.person.residentId));
  const others = books.people
    .filter((person, i) => !onSheets.has(person.residentId) && i % 3 === 0)
    .map((person) => row({ person, firstDose: addDays('2021-06-01', rng.int(0, 40)) }, false));
  return csv('宛名番号,券番号,回数,接種年月日,製品名,lot,接種量,医療機関コード', [
    ...plans.map((plan) => row(plan, plan.scenario.moderna === true)),
    ...plans.flatMap(({ secondDose, person, scenario }) =>
      secondDose === undefined
        ? []
        : [row({ person, firstDose: secondDose }, scenario.moderna === true, '2')],
    ),
    ...others,
  ]);
}

/** File name → contents of `samples/masters/`. */
export const masterFiles = (books: Books, plans: readonly SheetPlan[]): Record<string, string> => ({
  'residents.csv': residents(books),
  'issued-tickets.csv': tickets(books, plans),
  'institutions.csv': institutions(books),
  'lots.csv': lots(books),
  'history.csv': history(books, plans),
});
