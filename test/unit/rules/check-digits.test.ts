import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isValidIndividualNumber,
  isValidInstitutionCode,
  isValidInsurerNumber,
  isValidMunicipalityCode,
} from '../../../rules/check-digits.ts';

const CODES = [
  { check: isValidIndividualNumber, valid: ['123456789018'], digits: 12 },
  { check: isValidMunicipalityCode, valid: ['112453', '272035', '131016'], digits: 6 },
  { check: isValidInstitutionCode, valid: ['0110113719'], digits: 10 },
  { check: isValidInsurerNumber, valid: ['33120015'], digits: 8 },
];

test.each(CODES)(
  '$check.name accepts the published numbers and nothing of another shape',
  (code) => {
    for (const valid of code.valid) {
      expect(code.check(valid)).toBe(true);
      expect(code.check(`${valid}0`)).toBe(false);
      expect(code.check(valid.slice(1))).toBe(false);
      expect(code.check(` ${valid.slice(1)}`)).toBe(false);
    }
    expect(code.check('')).toBe(false);
  },
);

test.each(CODES)(
  '$check.name has at least one valid check digit for every body',
  ({ check, digits }) => {
    const body = fc.stringMatching(new RegExp(`^\\d{${digits - 1}}$`));
    fc.assert(
      fc.property(body, (prefix) => {
        const valid = Array.from({ length: 10 }, (_, last) => check(`${prefix}${last}`));
        expect(valid.filter(Boolean)).toHaveLength(1);
      }),
    );
  },
);

test('one wrong digit in a Luhn code never passes', () => {
  const changed = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(changed, ([at, by]) => {
      const digits = Array.from('0110113719', Number);
      digits[at] = ((digits[at] ?? 0) + by) % 10;
      expect(isValidInstitutionCode(digits.join(''))).toBe(false);
    }),
  );
});
