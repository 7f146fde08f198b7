import { Temporal } from 'temporal-polyfill/full';

/** A date as a person wrote it. Two possible meanings stay two: a person decides. */
export type WrittenDate =
  | { kind: 'certain'; date: string }
  | { kind: 'ambiguous'; candidates: string[] }
  | { kind: 'unreadable' };

type Era = 'meiji' | 'taisho' | 'showa' | 'heisei' | 'reiwa';

const ERA_MARKS: Readonly<Record<string, Era>> = {
  明治: 'meiji',
  明: 'meiji',
  M: 'meiji',
  大正: 'taisho',
  大: 'taisho',
  T: 'taisho',
  昭和: 'showa',
  昭: 'showa',
  S: 'showa',
  平成: 'heisei',
  平: 'heisei',
  H: 'heisei',
  令和: 'reiwa',
  令: 'reiwa',
  R: 'reiwa',
};
const ERA_NAMES: Readonly<Record<string, string>> = {
  meiji: '明治',
  taisho: '大正',
  showa: '昭和',
  heisei: '平成',
  reiwa: '令和',
};

const MARK = Object.keys(ERA_MARKS).join('|');
const SEPARATED = new RegExp(
  `^(?<mark>${MARK})?(?<year>\\d{1,4}|元)[年./-](?<month>\\d{1,2})[月./-](?<day>\\d{1,2})日?$`,
  'i',
);
const PACKED = new RegExp(
  `^(?<mark>${MARK})?(?<year>\\d{1,4})(?<month>\\d{2})(?<day>\\d{2})$`,
  'i',
);

/**
 * Reads a Japanese date: 令和7年4月12日, R7.4.12, 7.4.12, 70412, 2025-04-12, 20250412; full or half width.
 * Without an era mark a short year could belong to several eras: all real ones are returned, unless
 * `impliedEra` says which the form implies. A day that does not exist, or lies outside its era, is unreadable.
 */
export function parseWrittenDate(written: string, impliedEra?: Era): WrittenDate {
  const text = written
    .normalize('NFKC')
    .replace(/[\s　]/g, '')
    .replace(/[‐‑–—―ー−]/g, '-');
  const parts = (SEPARATED.exec(text) ?? PACKED.exec(text))?.groups;
  if (!parts) return { kind: 'unreadable' };
  const year = parts['year'] === '元' ? 1 : Number(parts['year']);
  const month = Number(parts['month']);
  const day = Number(parts['day']);
  const mark = parts['mark'];
  const era = mark === undefined ? undefined : ERA_MARKS[mark.toUpperCase()];
  const digits = parts['year']?.length ?? 0;
  if (era === undefined && digits >= 3) return decided([gregorian(year, month, day)]);
  const eras = era ? [era] : impliedEra ? [impliedEra] : (['showa', 'heisei', 'reiwa'] as const);
  return decided(eras.map((candidate) => inEra(candidate, year, month, day)));
}

function decided(dates: ReadonlyArray<string | null>): WrittenDate {
  const real = [...new Set(dates.filter((date) => date !== null))];
  const [first] = real;
  if (first === undefined) return { kind: 'unreadable' };
  return real.length === 1
    ? { kind: 'certain', date: first }
    : { kind: 'ambiguous', candidates: real };
}

function gregorian(year: number, month: number, day: number): string | null {
  if (year < 1868 || year > 2199) return null;
  return orNull(() => Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }));
}

function inEra(era: Era, eraYear: number, month: number, day: number): string | null {
  return orNull(() => {
    const date = Temporal.PlainDate.from(
      { era, eraYear, month, day, calendar: 'japanese' },
      { overflow: 'reject' },
    );
    if (date.era !== era) throw new RangeError('outside its era');
    return date;
  });
}

/** Temporal reports a day that does not exist only by a RangeError: here that is an answer, not a failure. */
function orNull(build: () => Temporal.PlainDate): string | null {
  try {
    return build().withCalendar('iso8601').toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && orNull(() => Temporal.PlainDate.from(text)) === text;
}

/** Whole years of somebody born on a day, so many days before another; negative before the birth. */
export function ageOn(birth: string, day: string, daysBefore = 0): number {
  const then = Temporal.PlainDate.from(day).subtract({ days: daysBefore });
  return Temporal.PlainDate.from(birth).until(then, { largestUnit: 'years' }).years;
}

/** The same day so many months after; where that month has no such day, the first of the next (DOMAIN.md §4). */
export function monthsAfter(iso: string, months: number): string {
  const from = Temporal.PlainDate.from(iso);
  const constrained = from.add({ months }, { overflow: 'constrain' });
  return (constrained.day === from.day ? constrained : constrained.add({ days: 1 })).toString();
}

/** 1 April, or 31 March of the year after, of a 年度. */
export const fiscalYearStart = (year: number): string => `${year}-04-01`;
export const fiscalYearEnd = (year: number): string => `${year + 1}-03-31`;

/** The last day of a month, ISO; `null` where there is no such month. */
export function lastDayOfMonth(year: number, month: number): string | null {
  return orNull(() => {
    const first = Temporal.PlainDate.from({ year, month, day: 1 }, { overflow: 'reject' });
    return first.with({ day: first.daysInMonth });
  });
}

/** `2025-04-12` → `令和7年4月12日`; years before 明治6 (solar calendar) stay ISO. */
export function formatWareki(iso: string): string {
  const date = Temporal.PlainDate.from(iso).withCalendar('japanese');
  const era = date.era === undefined ? undefined : ERA_NAMES[date.era];
  if (era === undefined || date.eraYear === undefined) return iso;
  const year = date.eraYear === 1 ? '元' : String(date.eraYear);
  return `${era}${year}年${date.month}月${date.day}日`;
}

/** The same of any text: what is no day stays as it is. */
export const warekiOf = (text: string): string => (isIsoDate(text) ? formatWareki(text) : text);

/** 年度 of a day: April to March, named after the year it starts in. */
export function fiscalYearOf(iso: string): number {
  const date = Temporal.PlainDate.from(iso);
  return date.month >= 4 ? date.year : date.year - 1;
}

/** The civil day an instant falls on in Japan. */
export function dayInJapan(instant: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainDate()
    .toString();
}

/** The day so many days after. */
export const daysAfter = (iso: string, days: number): string =>
  Temporal.PlainDate.from(iso).add({ days }).toString();

/** The day so many days before. */
export const daysBefore = (iso: string, days: number): string =>
  Temporal.PlainDate.from(iso).subtract({ days }).toString();

/** Whole days from one to another; negative when `to` is before. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;

export const isWeekend = (iso: string): boolean => Temporal.PlainDate.from(iso).dayOfWeek > 5;

/** Negative when `a` is before `b`. ISO dates of equal length compare as text. */
export const compareDates = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `2025-04-12` → its parts in the era it lies in; `null` before 明治6, when another calendar was in use. */
export function inJapaneseEra(
  iso: string,
): { era: string; year: number; month: number; day: number } | null {
  const { era, eraYear, month, day } = Temporal.PlainDate.from(iso).withCalendar('japanese');
  if (era === undefined || eraYear === undefined || ERA_NAMES[era] === undefined) return null;
  return { era, year: eraYear, month, day };
}

/** `2026-11-23T09:30:00`, as clocks in Japan show an instant. */
export function secondInJapan(instant: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}
