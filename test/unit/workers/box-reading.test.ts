import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boxReading } from '../../../workers/engines/digit-reader.ts';
import { Calibration } from '../../../workers/stages/calibration.ts';

const calibration = Calibration.parse(
  JSON.parse(readFileSync(new URL('../../../models/calibration.json', import.meta.url), 'utf8')),
);
/** A network that is as good as certain of one of its eleven answers. */
const certainOf = (answer: number): Float32Array =>
  Float32Array.from({ length: 11 }, (_, at) => (at === answer ? 20 : 0));
const inked = (heightShare: number, atSide = false) => ({
  image: new Float32Array(784),
  inkMm2: 1.2,
  heightShare,
  atSide,
  soiled: false,
});
const best = (digit: number, heightShare: number, atSide = false): number => {
  const read = boxReading(inked(heightShare, atSide), certainOf(digit), calibration);
  return read.kind === 'ink' ? Math.max(...read.digits) : 0;
};

test('a short stroke is no sure 1: what is left of a frame looks like one', () => {
  expect(best(1, 0.38)).toBeLessThan(calibration.accept.digits.from);
  expect(best(1, 0.6)).toBeGreaterThan(calibration.accept.digits.from);
  expect(best(5, 0.38)).toBeGreaterThan(calibration.accept.digits.from);
});

test('a stroke along the side of its box is no sure 1 either', () => {
  expect(best(1, 0.6, true)).toBeLessThan(calibration.accept.digits.from);
  expect(best(7, 0.6, true)).toBeGreaterThan(calibration.accept.digits.from);
});
