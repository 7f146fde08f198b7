/** True for an ISO date that the calendar has (2021-02-30 is none). */
export function isCalendarDate(iso: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (found === null) return false;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  if (year < 1868 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** First year of each era less one: 令和3 = 2018 + 3. */
const ERA_BASE: Record<string, number> = { 令和: 2018, R: 2018, 平成: 1988, H: 1988 };

/**
 * The first calendar date printed in a text, as ISO: 2022.02.28, 2022/2/28, 2022年2月28日, 令和4年2月28日,
 * 20220228, or 2022-02 (a month alone ends on its last day, as expiries do). `null` where there is none.
 */
export function printedDate(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const full = /(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})/.exec(plain);
  if (full) return iso(Number(full[1]), Number(full[2]), Number(full[3]));
  const era = /(令和|平成|R|H)(\d{1,2}|元)[年./-](\d{1,2})[月./-](\d{1,2})/.exec(plain);
  if (era) {
    const year = era[2] === '元' ? 1 : Number(era[2]);
    return iso((ERA_BASE[era[1] ?? ''] ?? 0) + year, Number(era[3]), Number(era[4]));
  }
  const packed = /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/.exec(plain);
  if (packed) return iso(Number(packed[1]), Number(packed[2]), Number(packed[3]));
  const month = /(?<!\d)(20\d{2})[年./-](\d{1,2})(?![\d./-])/.exec(plain);
  if (month === null) return null;
  const [year, at] = [Number(month[1]), Number(month[2])];
  return at > 12 ? null : iso(year, at, new Date(Date.UTC(year, at, 0)).getUTCDate());
}

/** AI (17) of GS1: YYMMDD, day 00 = the last of the month. */
export function gs1Date(yymmdd: string): string | null {
  if (!/^\d{6}$/.test(yymmdd)) return null;
  const [year, month] = [2000 + Number(yymmdd.slice(0, 2)), Number(yymmdd.slice(2, 4))];
  const day = Number(yymmdd.slice(4));
  return iso(year, month, day === 0 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : day);
}

function iso(year: number, month: number, day: number): string | null {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isCalendarDate(text) ? text : null;
}
