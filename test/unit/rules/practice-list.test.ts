import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FINDING_RULES } from '../../../rules/checks/finding-rules.ts';
import {
  caseOf,
  countsOf,
  isCounted,
  isOf,
  kindsIn,
  minorDue,
  type PracticeEntry,
  vaccinesIn,
} from '../../../rules/practice-list.ts';
import { FindingCode } from '../../../schemas/finding.ts';
import { PracticeGravity, PracticeStatus } from '../../../schemas/practice.ts';
import { MASTER } from './vaccine-world.ts';

test('every mistake the checks know is of one kind of the report, or said to be none', () => {
  const placed = [...MASTER.errorKinds.flatMap(({ findings }) => findings), ...MASTER.noErrors];
  const practice = FindingCode.options.filter((code) => FINDING_RULES[code].kind === 'practice');
  expect(placed.toSorted()).toEqual(practice.toSorted());
});

test('the minor ones of a year are due on the last of April after it', () => {
  expect(minorDue(2025)).toBe('2026-04-30');
});

const ID = '01890000-0000-7000-8000-000000000000';
const entry = fc.record({
  programme: fc.constantFrom('bcg', 'covid-19', 'gone'),
  day: fc.constantFrom(null, '2021-10-15', '2021-10-16'),
  productName: fc.constantFrom(null, 'コミナティ筋注'),
  findings: fc.uniqueArray(fc.constantFrom(...FindingCode.options, 'of_another_version'), {
    maxLength: 8,
  }),
  lifted: fc.uniqueArray(fc.constantFrom(...FindingCode.options), { maxLength: 3 }),
  step: fc.option(
    fc.record({
      status: fc.constantFrom(...PracticeStatus.options),
      gravity: fc.constantFrom(...PracticeGravity.options),
    }),
  ),
});

test('a dose is one case of each of its kinds, and every way of counting comes to the same', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (drawn) => {
      const cases = drawn.flatMap(({ lifted, step, ...one }, leafIndex) => {
        const overrides = lifted.map((finding) => ({ finding }));
        const of: PracticeEntry = {
          ...{ ...one, overrides, leafIndex, sheetId: ID, entryId: ID },
          ...{ committedOn: '2022-01-05', institutionCode: null, isAmended: false },
        };
        const kinds = kindsIn(MASTER, of);
        const named = kinds.flatMap(({ findings }) => findings);
        expect(new Set(named).size).toBe(named.length);
        expect(named.some((code) => lifted.some((other) => other === code))).toBe(false);
        const at = '2022-01-06T00:00:00.000Z';
        const steps =
          step === null ? [] : [{ ...step, stepNumber: 1, remark: '', by: '', at, entryId: ID }];
        const situation = { fiscalYear: 2021, today: '2022-05-01', institutionName: null, steps };
        return kinds.map((found) => caseOf(MASTER, of, found, situation));
      });
      const { minor, serious } = countsOf(cases);
      expect(minor + serious).toBe(cases.filter(isCounted).length);
      const sums = (parts: (typeof cases)[]) =>
        parts.map(countsOf).reduce((sum, one) => sum + one.minor + one.serious, 0);
      const byKind = MASTER.errorKinds.map(({ id }) => cases.filter(({ kind }) => kind === id));
      const byVaccine = vaccinesIn(cases).map((column) => cases.filter((one) => isOf(column, one)));
      expect([sums(byKind), sums(byVaccine)]).toEqual([minor + serious, minor + serious]);
      for (const { status, isOverdue } of cases)
        expect(isOverdue).toBe(status === 'open' || status === 'looked_into');
    }),
  );
});
