import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Acceptable, fitAcceptance } from '../../../workers/stages/fit-acceptance.ts';

const TARGET = 0.001;
const FLOOR = 0.98;
const many = (n: number, probability: number, right = true): Acceptable[] =>
  Array.from({ length: n }, () => ({ kind: 'digits', probability, right }));
const kept = { from: 0.995, n: 800, wrong: 0 };
const targets = { digits: TARGET, choice: TARGET, presence: TARGET, text: TARGET };
const before = { digits: kept, choice: kept, presence: kept, text: kept };
const digits = (judged: readonly Acceptable[]) => fitAcceptance(judged, targets, before).digits;

describe('from where on a reading is accepted', () => {
  it('is the floor where all that was judged was right', () => {
    expect(digits(many(2_000, 0.999))).toEqual({ from: FLOOR, n: 2_000, wrong: 0 });
  });

  it('is above what was wrong, unless so much was right that the target still holds', () => {
    const wrong = many(1, 0.99, false);
    expect(digits([...many(1_000, 0.999), ...wrong])).toEqual({ from: 0.999, n: 1_000, wrong: 0 });
    expect(digits([...many(2_000, 0.999), ...wrong])).toEqual({ from: FLOOR, n: 2_001, wrong: 1 });
  });

  it('is certainty where too much was wrong, or too little of it certain', () => {
    const nothing = { from: 1, n: 0, wrong: 0 };
    expect(digits([...many(1_000, 0.999), ...many(10, 0.999, false)])).toEqual(nothing);
    expect(digits([...many(499, 0.999), ...many(400, 0.9)])).toEqual(nothing);
  });

  it('has a floor of its own where more is allowed to be wrong', () => {
    const lenient = { ...targets, digits: 0.01 };
    expect(fitAcceptance(many(2_000, 0.98), lenient, before).digits.from).toBe(0.975);
  });

  it('stays as it was where too little was judged', () => {
    expect(digits(many(499, 0.999))).toBe(kept);
    expect(digits([])).toBe(kept);
  });

  it('leaves no more wrong among the accepted than is aimed at, and never goes below the floor', () => {
    const group = fc.record({
      n: fc.integer({ min: 1, max: 1_500 }),
      wrong: fc.integer({ min: 0, max: 3 }),
      probability: fc.double({ min: 0.9, max: 0.9999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 12 }), (groups) => {
        const judged = groups.flatMap(({ n, wrong, probability }) => [
          ...many(n, probability),
          ...many(wrong, probability, false),
        ]);
        fc.pre(judged.length >= 500);
        const { from } = digits(judged);
        const accepted = judged.filter(({ probability }) => probability >= from);
        const wrong = accepted.filter(({ right }) => !right).length;
        expect(from).toBeGreaterThanOrEqual(FLOOR);
        expect(wrong).toBeLessThanOrEqual(TARGET * accepted.length);
      }),
    );
  });
});
