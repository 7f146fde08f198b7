import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareDates,
  daysAfter,
  daysBetween,
  fiscalYearOf,
  isIsoDate,
  monthsAfter,
  parseWrittenDate,
} from '../../../rules/calendar.ts';
import { daysOf, earliestAfter, isWithin, reachedOn } from '../../../rules/vaccines/ages.ts';
import { vaccinesNamed } from '../../../rules/vaccines/products.ts';
import { readFormTemplates } from '../../../runtime/form-templates.ts';
import { groundsIn } from '../../../schemas/vaccine-master.ts';
import { MASTER } from './vaccine-world.ts';

const day = fc
  .date({ min: new Date('1920-01-01'), max: new Date('2080-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const years = fc.integer({ min: 1, max: 110 });

test('N days or more: the same weekday where N+1 is of whole weeks', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 400 }), (from, days) => {
      expect(daysBetween(from, earliestAfter(from, { days }))).toBe(days + 1);
    }),
  );
  expect(earliestAfter('2025-06-02', { days: 27 })).toBe('2025-06-30');
});

test('N months or more: the same day, or the 1st of a month that begins after one without it', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 240 }), (from, months) => {
      const then = monthsAfter(from, months);
      expect(isIsoDate(then)).toBe(true);
      expect([from.slice(8), '01']).toContain(then.slice(8));
      // No shorter than the months are short, no longer than they are long.
      expect(daysBetween(from, then)).toBeGreaterThanOrEqual(28 * months);
      expect(daysBetween(from, then)).toBeLessThanOrEqual(31 * months + 1);
      expect(compareDates(monthsAfter(daysAfter(from, 1), months), then)).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(monthsAfter('2025-08-31', 6)).toBe('2026-03-01');
  expect(monthsAfter('2023-08-31', 6)).toBe('2024-03-01');
  expect(monthsAfter('2025-08-28', 6)).toBe('2026-02-28');
});

test('an age is reached on the day before the birthday, in leap years too', () => {
  fc.assert(
    fc.property(day, years, (birth, age) => {
      const birthday = `${Number(birth.slice(0, 4)) + age}${birth.slice(4)}`;
      const reached = reachedOn(birth, { years: age });
      if (isIsoDate(birthday)) expect(daysAfter(reached, 1)).toBe(birthday);
      else expect(reached.slice(5)).toBe('02-28');
      expect(reachedOn(birth, { months: 12 * age })).toBe(reached);
    }),
  );
});

test('weeks are counted from the day of birth, whose next day is day 1', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (birth, weeks) => {
      expect(daysBetween(birth, reachedOn(birth, { weeks }))).toBe(7 * weeks);
    }),
  );
});

test('a cohort runs from 2 April to 1 April: all of it may come on the same days', () => {
  const window = { kind: 'fiscal-years-of-age', from: 6, until: 6 } as const;
  fc.assert(
    fc.property(day, (birth) => {
      const { first, last } = daysOf(window, birth);
      const cohort = Number(birth.slice(0, 4)) - (birth.slice(5) <= '04-01' ? 1 : 0);
      expect(first).toBe(`${cohort + 6}-04-01`);
      expect(last).toBe(`${cohort + 7}-03-31`);
      expect(fiscalYearOf(first)).toBe(fiscalYearOf(last ?? ''));
    }),
  );
});

test('windows of age that follow one another share the day the age is reached', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 200 }), (birth, months) => {
      const younger = daysOf({ kind: 'age', from: { months: 0 }, until: { months } }, birth);
      const older = daysOf({ kind: 'age', from: { months }, until: null }, birth);
      expect(younger.last).toBe(older.first);
      expect(isWithin(older.first, younger)).toBe(true);
      expect(isWithin(daysAfter(older.first, 1), younger)).toBe(false);
    }),
  );
});

test('every era writes the day it has in the others', () => {
  const heisei = fc.date({
    min: new Date('1989-01-08'),
    max: new Date('2019-04-30'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(heisei, (date) => {
      const [year = 0, month = 0, dayOfMonth = 0] = date
        .toISOString()
        .slice(0, 10)
        .split('-')
        .map(Number);
      const written = `H${year - 1988}.${month}.${dayOfMonth}`;
      const iso = date.toISOString().slice(0, 10);
      expect(parseWrittenDate(written)).toEqual({ kind: 'certain', date: iso });
    }),
  );
});

test('every rule of the master says how well it is known, and what was seen says where', () => {
  const grounds = groundsIn(MASTER);
  expect(grounds.length).toBeGreaterThan(200);
  for (const { confidence, sources } of grounds) {
    if (confidence === 'C') expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(MASTER.sources[source]).toMatch(/http|規則|DOMAIN/);
  }
});

test('every form that ships is of a programme of the master, and every vaccine is in one', async () => {
  const forms = await readFormTemplates('forms');
  const programmes = MASTER.programmes.map(({ id }) => id);
  for (const { programme } of forms.values()) expect(programmes).toContain(programme);
  const inOne = MASTER.programmes.flatMap(({ vaccines }) => vaccines);
  expect(MASTER.vaccines.map(({ id }) => id).sort()).toEqual(inOne.toSorted());
});

test('every product is known by each of its names, and by what goes on after it', () => {
  for (const vaccine of MASTER.vaccines) {
    for (const product of vaccine.products) {
      for (const name of product.names) {
        const named = vaccinesNamed(MASTER, `${name} 0.5mL`);
        expect(named.map((each) => each.vaccine.id)).toContain(vaccine.id);
      }
    }
  }
  expect(vaccinesNamed(MASTER, '何か別のもの')).toEqual([]);
});

test('a name is of the product with the longest name that it begins with', () => {
  const ids = (name: string) => vaccinesNamed(MASTER, name).map(({ product }) => product.id);
  expect(ids('コミナティ筋注5〜11歳用')).toEqual(['comirnaty-5-11']);
  expect(new Set(ids('コミナティ筋注'))).toEqual(new Set(['comirnaty']));
});
