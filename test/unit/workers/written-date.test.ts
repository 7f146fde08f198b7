import { describe, expect, it } from 'vitest';
import { gs1Date, isCalendarDate, printedDate } from '../../../workers/stages/written-date.ts';

describe('a printed date', () => {
  it.each([
    ['EXP. 2022.02.28', '2022-02-28'],
    ['最終 有効 年 月 日 2022/2/8', '2022-02-08'],
    ['2022年2月28日', '2022-02-28'],
    ['令和4年2月28日', '2022-02-28'],
    ['令和元年5月1日', '2019-05-01'],
    ['20220228', '2022-02-28'],
    ['２０２２．０２．２８', '2022-02-28'],
    ['有効期限 2022.02', '2022-02-28'],
  ])('%s is %s', (text, iso) => {
    expect(printedDate(text)).toBe(iso);
  });

  it.each(['2022.02.30', '2021.13.01', 'EK9160', '2022', '3002190', ''])('%j is none', (text) => {
    expect(printedDate(text)).toBeNull();
  });

  it('knows leap years', () => {
    expect(isCalendarDate('2024-02-29')).toBe(true);
    expect(isCalendarDate('2023-02-29')).toBe(false);
    expect(isCalendarDate('1900-02-29')).toBe(false);
  });

  it('reads day 00 of GS1 as the last of the month', () => {
    expect(gs1Date('240200')).toBe('2024-02-29');
    expect(gs1Date('241300')).toBeNull();
  });
});
