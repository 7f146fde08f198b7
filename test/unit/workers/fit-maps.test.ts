import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated } from '../../../workers/stages/calibration.ts';
import { fitMaps, type Judged } from '../../../workers/stages/fit-maps.ts';

const SOURCE = 'lot/pp-ocr+tesseract';
const many = (n: number, believed: number, wrong = 0): Judged[] =>
  Array.from({ length: n }, (_, i) => ({ source: SOURCE, believed, right: i >= wrong }));

describe('what agreeing readers are worth', () => {
  it('never becomes a certainty, however often they were right', () => {
    const maps = fitMaps(many(200, 0.9));
    expect(calibrated(maps, SOURCE, 0.9)).toBeCloseTo(200 / 200.5, 4);
    expect(calibrated(maps, SOURCE, 0.99)).toBeLessThan(1);
  });

  it('is worth less below anything that was judged', () => {
    const maps = fitMaps(many(200, 0.9));
    expect(calibrated(maps, SOURCE, 0.4)).toBe(0.4);
  });

  it('falls where they were wrong', () => {
    const maps = fitMaps([...many(100, 0.6, 40), ...many(100, 0.95)]);
    expect(calibrated(maps, SOURCE, 0.6)).toBeLessThan(0.65);
    expect(calibrated(maps, SOURCE, 0.95)).toBeGreaterThan(0.99);
  });

  it('is left alone by too few samples, and for readers that were not judged', () => {
    expect(fitMaps(many(20, 0.9))).toEqual({});
    expect(calibrated(fitMaps(many(200, 0.9)), 'date/pp-ocr', 0.7)).toBe(0.7);
  });

  it('rises with what they believe', () => {
    const sample = fc.record({
      source: fc.constant(SOURCE),
      believed: fc.double({ min: 0, max: 1, noNaN: true }),
      right: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 30, maxLength: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (judged, a, b) => {
          const maps = fitMaps(judged);
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const gap = calibrated(maps, SOURCE, low) - calibrated(maps, SOURCE, high);
          expect(gap).toBeLessThanOrEqual(1e-9);
        },
      ),
    );
  });
});
