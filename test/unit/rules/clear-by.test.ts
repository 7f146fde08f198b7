import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysAfter, isWeekend } from '../../../rules/calendar.ts';
import { forecast, workingDays } from '../../../rules/clear-by.ts';
import type { DayFigures } from '../../../schemas/api/backlog.ts';

/** A Wednesday. */
const TODAY = '2026-11-25';
const on = (day: string, arrived: number, committed: number): DayFigures => ({
  day,
  arrived,
  committed,
  otherwise: 0,
});

/** Monday to Friday, `weeks` weeks up to the Friday before last, each day as `of` says. */
function weeks(count: number, of: (index: number) => readonly [number, number]): DayFigures[] {
  const days: DayFigures[] = [];
  let day = '2026-09-28';
  for (let index = 0; index < count * 5; day = daysAfter(day, 1)) {
    if (isWeekend(day)) days.push(on(day, 0, 0));
    else {
      days.push(on(day, ...of(index)));
      index += 1;
    }
  }
  return days;
}

test('nothing open is nothing to wait for', () => {
  expect(forecast([], 0, TODAY).asNow).toEqual({ kind: 'clear' });
});

test('four days tell nothing', () => {
  const days = weeks(1, () => [0, 10]).slice(0, 4);
  const first = { ...days[0], arrived: 50 } as DayFigures;
  expect(forecast([first, ...days.slice(1)], 50, TODAY).withoutArrivals).toEqual({
    kind: 'too_few_days',
    days: 4,
    needed: 5,
  });
});

test('a pace that never changes names one day, weekends left out', () => {
  const days = weeks(4, () => [10, 30]);
  // 30 a day: 100 are done on the fourth working day after Wednesday, which is Tuesday.
  expect(forecast(days, 100, TODAY)).toEqual({
    workingDays: 20,
    arrivedPerDay: 10,
    finishedPerDay: 30,
    asNow: { kind: 'range', earliest: '2026-12-02', latest: '2026-12-02' },
    withoutArrivals: { kind: 'range', earliest: '2026-12-01', latest: '2026-12-01' },
  });
});

test('an uneven pace gives a range, wider than its middle', () => {
  const days = weeks(4, (index) => [index === 0 ? 1 : 0, index % 2 === 0 ? 10 : 50]);
  // Mean 30, deviation 20.5, quantile 1.33: eight days reach 240 + 91, fifteen at least 450 − 140.
  const { withoutArrivals } = forecast(days, 300, TODAY);
  // 30 a day in the middle would be the tenth working day, 9 December.
  expect(withoutArrivals).toEqual({
    kind: 'range',
    earliest: '2026-12-07',
    latest: '2026-12-16',
  });
});

test('where as much comes in as is finished, no day is named', () => {
  const days = weeks(4, () => [30, 30]);
  expect(forecast(days, 300, TODAY).asNow).toEqual({ kind: 'not_foreseeable' });
  expect(forecast(days, 300, TODAY).withoutArrivals.kind).toBe('range');
});

test('where it may also never end, no latest day is named', () => {
  const days = weeks(4, (index) => [30, index % 2 === 0 ? 0 : 70]);
  const { asNow } = forecast(days, 100, TODAY);
  expect(asNow).toMatchObject({ kind: 'range', latest: null });
});

test('a weekday on which nobody worked counts, a free weekend does not, today does not', () => {
  const days = [
    on(TODAY, 5, 999),
    on('2026-11-24', 0, 0),
    on('2026-11-23', 0, 4),
    on('2026-11-22', 0, 3),
    on('2026-11-21', 7, 0),
    on('2026-11-20', 3, 1),
    on('2026-11-19', 0, 0),
  ];
  expect(workingDays(days, TODAY).map(({ day }) => day)).toEqual([
    '2026-11-24',
    '2026-11-23',
    '2026-11-22',
    '2026-11-20',
  ]);
});

test('more work never ends earlier, and never does the latest day come before the earliest', () => {
  const perDay = fc.tuple(fc.nat(60), fc.nat(90));
  fc.assert(
    fc.property(
      fc.array(perDay, { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.nat(500),
      (pairs, open, more) => {
        const days = weeks(4, (index) => pairs[index] ?? [0, 0]);
        for (const of of ['asNow', 'withoutArrivals'] as const) {
          const less = forecast(days, open, TODAY)[of];
          const greater = forecast(days, open + more, TODAY)[of];
          if (less.kind !== 'range') continue;
          expect(less.earliest <= (less.latest ?? '9999')).toBe(true);
          expect(less.earliest > TODAY).toBe(true);
          if (greater.kind !== 'range') continue;
          expect(greater.earliest >= less.earliest).toBe(true);
          expect((greater.latest ?? '9999') >= (less.latest ?? '9999')).toBe(true);
        }
      },
    ),
    { numRuns: 40 },
  );
});
