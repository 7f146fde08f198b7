const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

export function addDays(isoDate: string, days: number): string {
  const date = new Date(Date.parse(`${isoDate}T00:00:00Z`) + days * DAY_MS);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** Whole years between two ISO dates, as people fill in their age. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
