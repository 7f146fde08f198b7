import { expect, test } from 'vitest';
import { daysBefore } from '../../../rules/calendar.ts';
import { codesOf, findingsOf, type GivenDose, MASTER } from './vaccine-world.ts';

const SHORT = 'interval_too_short';

type Row = Omit<GivenDose, 'day'> & Readonly<{ earliest: string }>;

/** The earliest day of a dose after those before, worked out by hand. */
const EARLIEST: readonly Row[] = [
  // 20日以上: the same weekday three weeks later.
  {
    vaccine: 'dpt-ipv-hib',
    birth: '2025-03-01',
    number: 2,
    before: { 1: '2025-06-02' },
    earliest: '2025-06-23',
  },
  // 6か月以上 from the 31st: the 1st of March.
  {
    vaccine: 'dpt-ipv-hib',
    birth: '2025-03-01',
    number: 4,
    before: { 3: '2025-08-31' },
    earliest: '2026-03-01',
  },
  {
    vaccine: 'dpt-ipv',
    birth: '2024-01-10',
    number: 3,
    before: { 2: '2024-06-03' },
    earliest: '2024-06-24',
  },
  {
    vaccine: 'hib',
    birth: '2025-01-01',
    number: 2,
    before: { 1: '2025-03-03' },
    earliest: '2025-03-31',
  },
  {
    vaccine: 'hib',
    birth: '2025-01-01',
    number: 4,
    before: { 1: '2025-03-03', 3: '2025-05-31' },
    earliest: '2025-12-31',
  },
  {
    vaccine: 'hib',
    birth: '2025-01-01',
    number: 3,
    before: { 1: '2025-09-01', 2: '2025-10-01' },
    earliest: '2026-05-01',
  },
  {
    vaccine: 'pcv-child',
    product: 'プレベナー20',
    birth: '2024-08-01',
    number: 4,
    before: { 1: '2025-01-06', 3: '2025-06-10' },
    earliest: '2025-08-10',
  },
  {
    vaccine: 'pcv-child',
    product: 'プレベナー20',
    birth: '2024-01-01',
    number: 2,
    before: { 1: '2025-03-01' },
    earliest: '2025-05-01',
  },
  {
    vaccine: 'hbv',
    birth: '2025-03-01',
    number: 2,
    before: { 1: '2025-06-01' },
    earliest: '2025-06-29',
  },
  {
    vaccine: 'hbv',
    birth: '2025-03-01',
    number: 3,
    before: { 1: '2025-06-01', 2: '2025-07-01' },
    earliest: '2025-10-19',
  },
  {
    vaccine: 'hbv',
    birth: '2025-03-01',
    number: 3,
    before: { 1: '2025-06-01', 2: '2025-10-15' },
    earliest: '2025-10-22',
  },
  {
    vaccine: 'rota1',
    birth: '2025-01-01',
    number: 2,
    before: { 1: '2025-02-20' },
    earliest: '2025-03-20',
  },
  {
    vaccine: 'rota5',
    birth: '2025-01-01',
    number: 3,
    before: { 2: '2025-03-20' },
    earliest: '2025-04-17',
  },
  {
    vaccine: 'varicella',
    birth: '2024-05-20',
    number: 2,
    before: { 1: '2025-11-30' },
    earliest: '2026-03-01',
  },
  {
    vaccine: 'je',
    birth: '2022-05-01',
    number: 2,
    before: { 1: '2025-05-05' },
    earliest: '2025-05-12',
  },
  {
    vaccine: 'je',
    birth: '2022-05-01',
    number: 3,
    before: { 2: '2025-08-31' },
    earliest: '2026-03-01',
  },
  {
    vaccine: 'hpv2',
    birth: '2009-04-01',
    number: 3,
    before: { 1: '2024-01-31', 2: '2024-03-01' },
    earliest: '2024-07-01',
  },
  {
    vaccine: 'hpv2',
    birth: '2009-04-01',
    number: 3,
    before: { 1: '2024-01-31', 2: '2024-06-01' },
    earliest: '2024-08-16',
  },
  {
    vaccine: 'hpv4',
    birth: '2009-04-01',
    number: 2,
    before: { 1: '2024-01-31' },
    earliest: '2024-03-01',
  },
  {
    vaccine: 'hpv4',
    birth: '2009-04-01',
    number: 3,
    before: { 2: '2024-03-01' },
    earliest: '2024-06-01',
  },
  {
    vaccine: 'hpv9',
    birth: '2012-09-09',
    number: 2,
    before: { 1: '2025-05-31' },
    earliest: '2025-07-01',
  },
  // A series begun with 4価 goes on with 9価.
  {
    vaccine: 'hpv9',
    birth: '2009-09-09',
    number: 3,
    doses: [
      { doseNumber: '1', vaccinationDate: '2025-01-10', product: 'ガーダシル' },
      { doseNumber: '2', vaccinationDate: '2025-03-01', product: 'ガーダシル' },
    ],
    earliest: '2025-06-01',
  },
  {
    vaccine: 'covid19-special',
    birth: '1960-01-01',
    number: 2,
    before: { 1: '2021-05-01' },
    earliest: '2021-05-20',
  },
  {
    vaccine: 'covid19-special',
    product: 'スパイクバックス筋注',
    birth: '1960-01-01',
    number: 2,
    before: { 1: '2021-06-01' },
    earliest: '2021-06-22',
  },
  {
    vaccine: 'covid19-special',
    product: 'バキスゼブリア筋注',
    birth: '1960-01-01',
    number: 2,
    before: { 1: '2021-09-01' },
    earliest: '2021-09-29',
  },
  {
    vaccine: 'covid19-special',
    product: 'ヌバキソビッド筋注',
    birth: '1960-01-01',
    number: 2,
    before: { 1: '2022-06-01' },
    earliest: '2022-06-22',
  },
  {
    vaccine: 'hz-rzv',
    birth: '1960-06-01',
    number: 2,
    before: { 1: '2025-12-31' },
    earliest: '2026-03-01',
  },
];

test.each(EARLIEST)('$vaccine dose $number not before $earliest', ({ earliest, ...given }) => {
  expect(codesOf({ ...given, day: earliest })).not.toContain(SHORT);
  expect(findingsOf({ ...given, day: daysBefore(earliest, 1) })).toContainEqual(
    expect.objectContaining({ code: SHORT, detail: expect.objectContaining({ earliest }) }),
  );
});

test('every vaccine with an interval in the master has one tried', () => {
  const tried = new Set(EARLIEST.map(({ vaccine }) => vaccine));
  const having = MASTER.vaccines.filter(({ schedules }) =>
    schedules.some(({ doses }) => doses.some(({ after }) => after.length > 0)),
  );
  expect(having.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});

test('two live injections are 27 days and more apart, whichever comes first', () => {
  const mr = (vaccinationDate: string) => [
    { doseNumber: '1', vaccinationDate, product: 'ミールビック' },
  ];
  const varicella = { vaccine: 'varicella', birth: '2024-05-20', day: '2025-06-29' };
  const across = (day: string) =>
    codesOf({ ...varicella, doses: mr(day) }).includes('interval_other_vaccine');
  expect(across('2025-06-01')).toBe(false);
  expect(across('2025-06-02')).toBe(true);
  expect(across('2025-06-29')).toBe(false);
  expect(across('2025-07-26')).toBe(true);
  expect(across('2025-07-27')).toBe(false);
});

test('once in a fiscal year', () => {
  const flu = { vaccine: 'flu-elderly', birth: '1940-01-01', day: '2025-11-01' };
  expect(codesOf({ ...flu, before: { 1: '2025-03-31' } })).toEqual([]);
  expect(codesOf({ ...flu, before: { 1: '2025-04-01' } })).toEqual(['duplicate_dose']);
});

test('doses of other vaccines are no doses of this one', () => {
  const doses = [{ doseNumber: '1', vaccinationDate: '2024-11-01', product: 'ニューモバックスNP' }];
  expect(codesOf({ vaccine: 'hz-rzv', birth: '1960-06-01', day: '2025-11-01', doses })).toEqual([]);
});

test('a dose that two others made needless', () => {
  const third = { vaccine: 'hpv9', birth: '2012-09-09', number: 3, day: '2026-05-01' };
  expect(codesOf({ ...third, before: { 1: '2025-05-31', 2: '2025-10-30' } })).toEqual([]);
  expect(codesOf({ ...third, before: { 1: '2025-05-31', 2: '2025-10-31' } })).toEqual([
    'dose_needless',
  ]);
  // From 15 years on three are needed.
  const older = { ...third, birth: '2010-05-31', before: { 1: '2025-05-31', 2: '2025-10-31' } };
  expect(codesOf(older)).toEqual([]);
});

test('more doses than the schedule has, the age at the first being what it goes by', () => {
  const hib = { vaccine: 'hib', birth: '2025-01-01', day: '2026-12-01' };
  expect(codesOf({ ...hib, number: 2, before: { 1: '2025-12-31' } })).not.toContain(
    'dose_needless',
  );
  expect(codesOf({ ...hib, number: 2, before: { 1: '2026-01-01' } })).toContain('dose_needless');
});

test('rotavirus is one or the other', () => {
  const doses = [{ doseNumber: '1', vaccinationDate: '2025-02-20', product: 'ロタリックス内用液' }];
  const given = { vaccine: 'rota5', birth: '2025-01-01', number: 2, day: '2025-04-01', doses };
  expect(codesOf(given)).toContain('product_switched');
});
