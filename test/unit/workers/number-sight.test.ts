import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isValidIndividualNumber } from '../../../rules/check-digits.ts';
import type { DigitRun } from '../../../workers/stages/digit-runs.ts';
import {
  checkDigitHolds,
  type DigitSight,
  suspectWindows,
} from '../../../workers/stages/number-sight.ts';
import { numbersInLine } from '../../../workers/stages/number-text.ts';

const VALID = '123456789018';
const INVALID = '123456789012';

const sure = (digit: number): DigitSight => ({
  digits: Array.from({ length: 10 }, (_, at) => (at === digit ? 1 : 0)),
  notDigit: 0,
});
const sights = (digits: string): DigitSight[] => Array.from(digits, (digit) => sure(Number(digit)));

/** Characters 10 wide and 20 high; `gaps` after some of them, by their place. */
function runOf(count: number, gaps: Readonly<Record<number, number>> = {}): DigitRun {
  let left = 0;
  const tokens = Array.from({ length: count }, (_, at) => {
    const token = { left, top: 0, right: left + 10, bottom: 20, pixels: [] };
    left += 10 + (gaps[at] ?? 4);
    return token;
  });
  return { tokens, heightPx: 20 };
}

const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });

test('digits read with certainty hold exactly where the check digit does', () => {
  fc.assert(
    fc.property(digits, (each) => {
      const number = each.join('');
      const expected = isValidIndividualNumber(number) ? 1 : 0;
      expect(checkDigitHolds(sights(number))).toBeCloseTo(expected, 9);
    }),
  );
});

test('of numbers that nobody can read, one in ten would hold', () => {
  const unread = { digits: Array.from({ length: 10 }, () => 0.1), notDigit: 0 };
  expect(checkDigitHolds(Array.from({ length: 12 }, () => unread))).toBeCloseTo(0.1, 9);
});

test('a digit in doubt leaves the suspicion standing', () => {
  const doubted = sights(VALID);
  const digits = Array.from({ length: 10 }, (_, at) => (at === 4 || at === 9 ? 0.5 : 0));
  doubted[3] = { digits, notDigit: 0 };
  expect(suspectWindows(runOf(12), doubted)).toHaveLength(1);
});

test('one character in doubt may be a digit, a word of doubtful ones is none', () => {
  const doubted = (count: number, notDigit: number) =>
    sights(VALID).map((sight, at) => (at < count ? { ...sight, notDigit } : sight));
  expect(suspectWindows(runOf(12), doubted(1, 0.6))).toHaveLength(1);
  expect(suspectWindows(runOf(12), doubted(4, 0.3))).toHaveLength(0);
});

test.each([
  ['twelve digits whose check digit holds', VALID, {}, 1],
  ['in fours', VALID, { 3: 24, 7: 24 }, 1],
  ['whose check digit does not hold', INVALID, {}, 0],
  ['eleven of them, a telephone', VALID.slice(0, 11), {}, 0],
  ['the eighteen of a ticket that hold them', `222${VALID}356`, {}, 0],
  ['after a word of their own, apart', `77${VALID}`, { 1: 40 }, 1],
  ['torn apart as no number is', VALID, { 5: 90 }, 0],
])('%s', (_name, written, gaps, found) => {
  const run = runOf(written.length, gaps);
  expect(suspectWindows(run, sights(written))).toHaveLength(found);
});

const seen = (text: string) =>
  Array.from(text, (character, at) => ({
    text: character,
    probability: 1,
    at: (at + 0.5) / text.length,
  }));

test.each([
  [`個人番号${VALID}`, 1],
  ['1234 5678 9018', 1],
  ['1234-5678-9018', 1],
  ['１２３４５６７８９０１８', 1],
  ['l234 5678 9O18', 1],
  [INVALID, 0],
  ['06-6858-2291', 0],
  ['090-1234-5678', 0],
  [`222${VALID}356`, 0],
  ['2025年04月12日 10:30', 0],
])('the reader of print says %s', (text, found) => {
  expect(numbersInLine(seen(text))).toHaveLength(found);
});
