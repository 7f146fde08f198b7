import { lastDayOfMonth, parseWrittenDate } from '../../rules/calendar.ts';

/** True for an ISO date that the calendar has (2021-02-30 is none). */
export const isCalendarDate = (iso: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(iso) && certain(iso) !== null;

/** The one day this can mean; two possible days are none here. */
function certain(written: string): string | null {
  const date = parseWrittenDate(written);
  return date.kind === 'certain' ? date.date : null;
}

/**
 * The first calendar date printed in a text, as ISO: 2022.02.28, 2022/2/28, 2022年2月28日, 令和4年2月28日,
 * 20220228, or 2022-02 (a month alone ends on its last day, as expiries do). `null` where there is none.
 */
export function printedDate(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const full = /(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})/.exec(plain);
  if (full) return iso(Number(full[1]), Number(full[2]), Number(full[3]));
  const era = /(令和|平成|R|H)(\d{1,2}|元)[年./-](\d{1,2})[月./-](\d{1,2})/.exec(plain);
  if (era) return certain(era[0]);
  const packed = /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/.exec(plain);
  if (packed) return iso(Number(packed[1]), Number(packed[2]), Number(packed[3]));
  const month = /(?<!\d)(20\d{2})[年./-](\d{1,2})(?![\d./-])/.exec(plain);
  if (month === null) return null;
  const [year, at] = [Number(month[1]), Number(month[2])];
  return lastDayOfMonth(year, at);
}

/** The date in a line, and where its first to last digit stand; spaces count. */
export function dateSpan(text: string): { value: string; from: number; to: number } | null {
  const value = printedDate(text);
  if (value === null) return null;
  const from = text.search(/(令和|平成|R|H)?\d/);
  const to = text.search(/\d\D*$/) + 1;
  const whole = printedDate(text.slice(from, to));
  return whole === value ? { value, from, to } : { value, from: 0, to: text.length };
}

/** AI (17) of GS1: YYMMDD, day 00 = the last of the month. */
export function gs1Date(yymmdd: string): string | null {
  if (!/^\d{6}$/.test(yymmdd)) return null;
  const [year, month] = [2000 + Number(yymmdd.slice(0, 2)), Number(yymmdd.slice(2, 4))];
  const day = Number(yymmdd.slice(4));
  return day === 0 ? lastDayOfMonth(year, month) : iso(year, month, day);
}

const iso = (year: number, month: number, day: number): string | null =>
  certain(`${year}-${month}-${day}`);
