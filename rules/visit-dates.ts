import type { WrittenDate } from './calendar.ts';

/** Dates that nearly always are of the day of the vaccination, and go into no record themselves. */
const OF_THE_DAY_OF: Readonly<Record<string, string>> = { consentDate: 'vaccinationDate' };
const OF_THE_VISIT: ReadonlySet<string> = new Set([
  ...Object.keys(OF_THE_DAY_OF),
  ...Object.values(OF_THE_DAY_OF),
]);

/** The date whose day a person may say this one is of; `null` for what is always written out. */
export const dayMayBeThatOf = (fieldId: string): string | null => OF_THE_DAY_OF[fieldId] ?? null;

/** Within these years no year of 平成 has the number of a year of 令和. */
const SINCE = '2011-01-01';
const UNTIL = '2040-12-31';

/** A visit is of our time: `30707` is 令和3年, nobody was vaccinated on this paper in 昭和3年. */
export function dateOfVisit(fieldId: string, written: WrittenDate): WrittenDate {
  if (written.kind !== 'ambiguous' || !OF_THE_VISIT.has(fieldId)) return written;
  const [date, ...others] = written.candidates.filter((day) => day >= SINCE && day <= UNTIL);
  return date === undefined || others.length > 0 ? written : { kind: 'certain', date };
}
