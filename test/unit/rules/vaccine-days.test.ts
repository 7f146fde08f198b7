import { expect, test } from 'vitest';
import { daysAfter, daysBefore } from '../../../rules/calendar.ts';
import { codesOf, findingsOf, type GivenDose, MASTER } from './vaccine-world.ts';

const AGE = 'age_not_eligible';
const CONDITION = 'eligible_on_condition';

type Window = Omit<GivenDose, 'day'> &
  Readonly<{ first: string; last?: string; before1st?: string }>;

/** First and last day on which each may be given, worked out by hand from the sources of `vaccines/`. */
const WINDOWS: readonly Window[] = [
  {
    vaccine: 'bcg',
    birth: '2025-06-15',
    first: '2025-06-15',
    last: '2026-06-14',
    before1st: 'dose_before_birth',
  },
  { vaccine: 'dpt-ipv-hib', birth: '2025-01-31', first: '2025-03-30', last: '2032-07-30' },
  { vaccine: 'dpt-ipv', birth: '2022-12-31', first: '2023-03-30' },
  { vaccine: 'dpt-ipv', birth: '2023-05-10', first: '2023-07-09', last: '2030-11-09' },
  // Born on 29 February: an age is reached on the 28th.
  { vaccine: 'dt2', birth: '2012-02-29', first: '2023-02-28', last: '2025-02-28' },
  // Where the month has no 31st the age is reached on its last day.
  { vaccine: 'hib', birth: '2024-12-31', first: '2025-02-28', last: '2029-12-30' },
  {
    vaccine: 'pcv-child',
    product: 'プレベナー20',
    birth: '2025-04-10',
    first: '2025-06-09',
    last: '2030-04-09',
  },
  {
    vaccine: 'hbv',
    birth: '2025-06-15',
    first: '2025-06-15',
    last: '2026-06-14',
    before1st: 'dose_before_birth',
  },
  { vaccine: 'rota1', birth: '2025-01-01', first: '2025-02-12', last: '2025-06-18' },
  { vaccine: 'rota5', birth: '2025-01-01', first: '2025-02-12', last: '2025-08-13' },
  { vaccine: 'mr', birth: '2024-05-20', first: '2025-05-19', last: '2026-05-19' },
  { vaccine: 'mr', number: 2, birth: '2019-04-02', first: '2025-04-01', last: '2026-03-31' },
  { vaccine: 'mr', number: 2, birth: '2020-04-01', first: '2025-04-01', last: '2026-03-31' },
  { vaccine: 'mr', number: 2, birth: '2020-04-02', first: '2026-04-01', last: '2027-03-31' },
  { vaccine: 'varicella', birth: '2024-05-20', first: '2025-05-19', last: '2027-05-19' },
  { vaccine: 'je', birth: '2024-08-31', first: '2025-02-28', last: '2032-02-29' },
  { vaccine: 'je', number: 4, birth: '2016-03-10', first: '2025-03-09', last: '2029-03-09' },
  { vaccine: 'hpv2', birth: '2009-04-01', first: '2020-04-01', last: '2025-03-31' },
  { vaccine: 'hpv4', birth: '2008-06-15', first: '2020-04-01', last: '2025-03-31' },
  { vaccine: 'hpv9', birth: '2012-09-09', first: '2024-04-01', last: '2029-03-31' },
  { vaccine: 'flu-elderly', birth: '1961-10-20', first: '2021-10-19' },
  { vaccine: 'flu-elderly', birth: '1961-10-20', first: '2026-10-19', before1st: CONDITION },
  { vaccine: 'flu-hd', birth: '1951-11-05', first: '2026-11-04' },
  {
    vaccine: 'ppsv23',
    birth: '1959-05-05',
    first: '2024-05-04',
    last: '2025-05-04',
    before1st: CONDITION,
  },
  {
    vaccine: 'pcv20-elderly',
    birth: '1961-07-07',
    first: '2026-07-06',
    last: '2027-07-06',
    before1st: CONDITION,
  },
  { vaccine: 'covid19', birth: '1960-12-01', first: '2025-11-30', before1st: CONDITION },
  { vaccine: 'covid19', birth: '1965-12-01', first: '2025-11-30' },
  { vaccine: 'covid19-special', birth: '2009-09-09', first: '2021-09-08' },
  {
    vaccine: 'covid19-special',
    product: 'コミナティ筋注5～11歳用',
    birth: '2017-03-15',
    first: '2022-03-14',
  },
  {
    vaccine: 'covid19-special',
    product: 'コミナティ筋注5～11歳用',
    birth: '2010-10-10',
    first: '2021-03-01',
    last: '2022-10-09',
    before1st: '',
  },
  {
    vaccine: 'covid19-special',
    product: 'バキスゼブリア筋注',
    birth: '2003-09-03',
    first: '2021-09-02',
  },
  {
    vaccine: 'hz-live',
    birth: '1961-04-02',
    first: '2026-04-01',
    last: '2027-03-31',
    before1st: CONDITION,
  },
  { vaccine: 'hz-rzv', birth: '1956-08-08', first: '2026-04-01', last: '2027-03-31' },
];

test.each(WINDOWS)('$vaccine, born $birth, from $first to $last', (row) => {
  const { first, last, before1st = AGE, ...given } = row;
  const about = (day: string) => codesOf({ ...given, day }).filter((code) => code !== CONDITION);
  expect(about(first)).not.toContain(AGE);
  if (before1st !== '')
    expect(codesOf({ ...given, day: daysBefore(first, 1) })).toContain(before1st);
  if (last === undefined) return;
  expect(about(last)).not.toContain(AGE);
  expect(about(daysAfter(last, 1))).toContain(AGE);
});

test('every vaccine of the master has its first day tried', () => {
  const tried = new Set(WINDOWS.map(({ vaccine }) => vaccine));
  const untried = MASTER.vaccines.filter(({ id }) => !tried.has(id)).map(({ id }) => id);
  // By weeks of pregnancy, below.
  expect(untried).toEqual(['rsv-maternal']);
});

test.each([
  ['27', '6', true],
  ['28', '0', false],
  ['36', '6', false],
  ['37', '0', true],
  // In the 27th week, or in the 28th: days that nobody can read accuse nobody.
  ['27', null, false],
])('RSV in week %s, day %s of a pregnancy', (gestationWeeks, gestationDays, isFound) => {
  const values = { gestationWeeks, gestationDays };
  const given = { vaccine: 'rsv-maternal', birth: '1996-01-01', day: '2026-06-01', values };
  expect(codesOf(given).includes(AGE)).toBe(isFound);
});

test('the cohort of 4/2 to 4/1 ends with who is born on 1 April', () => {
  const dose = { vaccine: 'je', number: 4, sex: 'male', day: '2022-05-01' } as const;
  expect(codesOf({ ...dose, birth: '2007-04-01' })).not.toContain(AGE);
  expect(codesOf({ ...dose, birth: '2007-04-02' })).toContain(AGE);
  expect(codesOf({ ...dose, birth: '2007-04-01', day: '2027-03-31' })).not.toContain(AGE);
  expect(codesOf({ ...dose, birth: '2007-04-01', day: '2027-04-01' })).toContain(AGE);
});

test('HPV is for girls', () => {
  const dose = { vaccine: 'hpv9', birth: '2012-09-09', day: '2025-05-05' } as const;
  expect(codesOf({ ...dose, sex: 'female' })).toEqual([]);
  expect(codesOf({ ...dose, sex: 'male' })).toEqual(['sex_not_eligible']);
});

test.each([
  ['hpv4', 'ガーダシル', '2013-04-01', '2026-03-31'],
  ['ppsv23', 'ニューモバックスNP', '2014-10-01', '2026-03-31'],
  ['covid19-special', 'コミナティ筋注', '2021-02-17', '2024-03-31'],
])('%s is given from %s on', (vaccine, product, first, last) => {
  const found = (day: string) =>
    codesOf({ vaccine, product, birth: '1900-01-01', day }).filter(
      (code) => code === 'programme_not_in_force' || code === 'product_not_of_programme',
    );
  expect(found(first)).toEqual([]);
  expect(found(last)).toEqual([]);
  expect(found(daysBefore(first, 1))).toHaveLength(1);
  expect(found(daysAfter(last, 1))).toHaveLength(1);
});

test('a long-term care exception is noted with its reason until the age it reaches to', () => {
  const overrides = [{ kind: 'long_term_care', reason: '白血病の治療' }] as const;
  const bcg = { vaccine: 'bcg', birth: '2020-06-15', overrides };
  expect(findingsOf({ ...bcg, day: '2024-06-14' })).toMatchObject([
    { code: AGE, severity: 'note', override: overrides[0] },
  ]);
  expect(findingsOf({ ...bcg, day: '2024-06-15' })).toMatchObject([
    { code: AGE, severity: 'block' },
  ]);
});

test('what rests on general knowledge warns and blocks nothing', () => {
  const hd = { vaccine: 'flu-hd', birth: '1960-11-05', day: '2026-11-10' };
  expect(findingsOf(hd)).toMatchObject([{ code: AGE, severity: 'warn' }]);
});

test('whoever has still to key birth date and sex is told nothing that follows from them', () => {
  const young = { vaccine: 'covid19-special', birth: '2020-01-01', day: '2021-08-01' };
  expect(codesOf(young)).toContain('age_not_eligible');
  expect(codesOf({ ...young, hidden: ['birthDate'] })).not.toContain('age_not_eligible');
  const hpv = { vaccine: 'hpv9', birth: '2012-09-09', day: '2025-05-05', sex: 'male' } as const;
  expect(codesOf({ ...hpv, hidden: ['sex'] })).toEqual([]);
});
