import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayInJapan,
  fiscalYearOf,
  formatWareki,
  isIsoDate,
  parseWrittenDate,
} from '../../../rules/calendar.ts';

const certain = (date: string) => ({ kind: 'certain', date });

describe('a written date', () => {
  test.each([
    ['令和7年4月12日', certain('2025-04-12')],
    ['令和　７年　４月１２日', certain('2025-04-12')],
    ['令和元年5月1日', certain('2019-05-01')],
    ['R7.4.12', certain('2025-04-12')],
    ['r7/4/12', certain('2025-04-12')],
    ['R070412', certain('2025-04-12')],
    ['2025-04-12', certain('2025-04-12')],
    ['２０２５．４．１２', certain('2025-04-12')],
    ['20250412', certain('2025-04-12')],
    ['昭和64年1月7日', certain('1989-01-07')],
    ['昭64.1.7', certain('1989-01-07')],
    ['明治45年7月29日', certain('1912-07-29')],
  ])('%s', (written, expected) => {
    expect(parseWrittenDate(written)).toEqual(expected);
  });

  test.each([
    ['昭和64年1月8日', 'the day after its era ended'],
    ['平成元年1月7日', 'the day before its era began'],
    ['令和7年2月29日', 'no leap year'],
    ['2025-13-01', 'no such month'],
    ['令和7年4月31日', 'no such day'],
    ['0925-04-12', 'no plausible year'],
    ['', 'nothing'],
    ['きのう', 'no date'],
  ])('%s is unreadable: %s', (written) => {
    expect(parseWrittenDate(written)).toEqual({ kind: 'unreadable' });
  });

  test('without an era mark keeps every meaning it can have', () => {
    expect(parseWrittenDate('7.4.12')).toEqual({
      kind: 'ambiguous',
      candidates: ['1932-04-12', '1995-04-12', '2025-04-12'],
    });
    expect(parseWrittenDate('63.4.12')).toEqual({
      kind: 'ambiguous',
      candidates: ['1988-04-12', '2081-04-12'],
    });
    expect(parseWrittenDate('70412', 'reiwa')).toEqual(certain('2025-04-12'));
  });

  test('as shown by us is read back as the same day', () => {
    const days = fc.date({
      min: new Date('1873-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        expect(parseWrittenDate(formatWareki(iso))).toEqual(certain(iso));
        expect(parseWrittenDate(iso)).toEqual(certain(iso));
        expect(isIsoDate(iso)).toBe(true);
      }),
    );
  });
});

test.each([
  ['2025-04-12', '令和7年4月12日'],
  ['2019-05-01', '令和元年5月1日'],
  ['2019-04-30', '平成31年4月30日'],
  ['1989-01-08', '平成元年1月8日'],
  ['1989-01-07', '昭和64年1月7日'],
  ['1926-12-25', '昭和元年12月25日'],
])('%s is shown as %s', (iso, shown) => {
  expect(formatWareki(iso)).toBe(shown);
});

test.each(['2025-02-30', '2025-4-1', '20250401', 'R7.4.1', ''])('%s is no ISO date', (text) => {
  expect(isIsoDate(text)).toBe(false);
});

test('a fiscal year runs from April to March', () => {
  expect(fiscalYearOf('2025-03-31')).toBe(2024);
  expect(fiscalYearOf('2025-04-01')).toBe(2025);
});

test('the day changes at midnight in Japan', () => {
  expect(dayInJapan(new Date('2025-04-11T14:59:59Z'))).toBe('2025-04-11');
  expect(dayInJapan(new Date('2025-04-11T15:00:00Z'))).toBe('2025-04-12');
});
