import type { Age, Interval, Window } from '../../schemas/vaccine-master.ts';
import {
  compareDates,
  daysAfter,
  daysBefore,
  fiscalYearEnd,
  fiscalYearOf,
  fiscalYearStart,
  monthsAfter,
} from '../calendar.ts';

const WEEK = 7;

/**
 * The day an age is reached: years and months on the day before their day (年齢計算ニ関スル法律; born on a day that
 * the month has not, on its last), weeks and days on it (厚生労働省, ロタウイルスワクチンに関するQ&A).
 */
export function reachedOn(birth: string, age: Age): string {
  if ('weeks' in age) return daysAfter(birth, age.weeks * WEEK);
  const months = 'years' in age ? age.years * 12 : age.months;
  return months === 0 ? birth : daysBefore(monthsAfter(birth, months), 1);
}

/** First and last day of a window; `null`: no end. Both belong to it: N歳未満 and 至るまで include the day N is reached. */
export type Days = Readonly<{ first: string; last: string | null }>;

/** `origin` is the birth date, or of a pregnancy the day of week 0, day 0. */
export function daysOf(window: Window, origin: string): Days {
  switch (window.kind) {
    case 'age':
      return {
        first: reachedOn(origin, window.from),
        last: window.until === null ? null : reachedOn(origin, window.until),
      };
    case 'fiscal-years-of-age': {
      const yearOf = (years: number): number => fiscalYearOf(reachedOn(origin, { years }));
      return {
        first: fiscalYearStart(yearOf(window.from)),
        last: window.until === null ? null : fiscalYearEnd(yearOf(window.until)),
      };
    }
    case 'gestation':
      return {
        first: daysAfter(origin, window.from.weeks * WEEK + window.from.days),
        last: daysAfter(origin, window.until.weeks * WEEK + window.until.days),
      };
    default:
      return window satisfies never;
  }
}

export const isWithin = (day: string, { first, last }: Days): boolean =>
  compareDates(day, first) >= 0 && (last === null || compareDates(day, last) <= 0);

/** Is somebody born then of these ages on a day? An end that is not said is open. */
export function isOfAge(
  birth: string,
  day: string,
  ages: Readonly<{ from?: Age | undefined; until?: Age | undefined }>,
): boolean {
  const first = ages.from === undefined ? birth : reachedOn(birth, ages.from);
  return isWithin(day, {
    first,
    last: ages.until === undefined ? null : reachedOn(birth, ages.until),
  });
}

/** The earliest day after an interval: 「N日以上の間隔」 is N+1 days later; 「Nか月以上」 the same day, or the 1st. */
export function earliestAfter(previous: string, interval: Interval): string {
  if ('days' in interval) return daysAfter(previous, interval.days + 1);
  return daysAfter(monthsAfter(previous, interval.months), interval.andDays ?? 0);
}

/** 「27日以上」 as people say it. */
export function intervalWords(interval: Interval): string {
  if ('days' in interval) return `${interval.days}日`;
  return `${interval.months}か月${interval.andDays === undefined ? '' : `と${interval.andDays}日`}`;
}

/** Rules that say from when until when they are meant. */
export const holdsOn = (
  rule: Readonly<{ from?: string | undefined; to?: string | null | undefined }>,
  day: string,
): boolean => day >= (rule.from ?? day) && day <= (rule.to ?? day);

/** `10-01`–`03-31` over the new year. */
export function isInSeason(day: string, season: Readonly<{ from: string; to: string }>): boolean {
  const monthDay = day.slice('2021-'.length);
  return season.from <= season.to
    ? season.from <= monthDay && monthDay <= season.to
    : monthDay >= season.from || monthDay <= season.to;
}
