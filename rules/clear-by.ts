import type { ClearBy, DayFigures, Forecast } from '../schemas/api/backlog.ts';
import { daysAfter, isWeekend } from './calendar.ts';

/** How far back the pace is taken from. */
export const DAYS_LOOKED_AT = 20;
const FEWEST_DAYS = 5;
/** Two years of working days. */
const FURTHEST = 500;
/** Eight times in ten the day falls into the range; the rest is left on both sides alike. */
const NORMAL_QUANTILE = 1.2816;

const finishedOn = ({ committed, otherwise }: DayFigures): number => committed + otherwise;

/**
 * The days before `today` on which people work: Monday to Friday, and what weekend days they did finish sheets
 * on. Nothing is known of holidays: one counts as a day on which nothing was done, so forecasts err late.
 * Days before the first sheet ever came are no working days.
 */
export function workingDays(days: readonly DayFigures[], today: string): DayFigures[] {
  const past = days.filter(({ day }) => day < today).toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const first = past.findLastIndex(({ arrived }) => arrived > 0);
  return past
    .slice(0, first + 1)
    .filter((each) => !isWeekend(each.day) || finishedOn(each) > 0)
    .slice(0, DAYS_LOOKED_AT);
}

/** When the open sheets will be done, from how the last working days went. Today, not over yet, tells nothing. */
export function forecast(days: readonly DayFigures[], open: number, today: string): Forecast {
  const worked = workingDays(days, today);
  const done = worked.map(finishedOn);
  const net = worked.map((each) => finishedOn(each) - each.arrived);
  return {
    workingDays: worked.length,
    arrivedPerDay: mean(worked.map(({ arrived }) => arrived)),
    finishedPerDay: mean(done),
    asNow: clearBy(net, open, today),
    withoutArrivals: clearBy(done, open, today),
  };
}

/**
 * Prediction interval for the sum of k days to come, given n days that were: their own scatter (k·s²) and how
 * badly n days tell the mean (k²·s²/n). The earliest day is that on which the upper bound reaches what is open,
 * the latest that on which the lower one does; where it never does, nobody can name a latest day.
 */
function clearBy(perDay: readonly number[], open: number, today: string): ClearBy {
  if (open === 0) return { kind: 'clear' };
  const days = perDay.length;
  if (days < FEWEST_DAYS) return { kind: 'too_few_days', days, needed: FEWEST_DAYS };
  const pace = mean(perDay);
  if (pace <= 0) return { kind: 'not_foreseeable' };
  const scatter = perDay.reduce((sum, one) => sum + (one - pace) ** 2, 0) / (days - 1);
  const margin = (k: number) =>
    studentQuantile(days - 1) * Math.sqrt(scatter * (k + (k * k) / days));
  const firstWith = (sum: (k: number) => number): number | null => {
    for (let k = 1; k <= FURTHEST; k += 1) if (sum(k) >= open) return k;
    return null;
  };
  const earliest = firstWith((k) => k * pace + margin(k));
  if (earliest === null) return { kind: 'not_foreseeable' };
  const latest = firstWith((k) => k * pace - margin(k));
  return {
    kind: 'range',
    earliest: workingDayAfter(today, earliest),
    latest: latest === null ? null : workingDayAfter(today, latest),
  };
}

/** Cornish–Fisher expansion about the normal quantile; within 0.5 % from four degrees of freedom up. */
function studentQuantile(freedom: number): number {
  const z = NORMAL_QUANTILE;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  return z + (z ** 3 + z) / (4 * freedom) + second;
}

function workingDayAfter(today: string, count: number): string {
  const weeks = Math.floor((count - 1) / 5);
  let day = daysAfter(today, 7 * weeks);
  for (let left = count - 5 * weeks; left > 0; left -= isWeekend(day) ? 0 : 1) {
    day = daysAfter(day, 1);
  }
  return day;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
