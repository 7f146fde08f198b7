import { describe, expect, it } from 'vitest';
import { textRuns } from '../../../workers/stages/text-runs.ts';
import { rowAngle } from '../../../workers/stages/tilt.ts';
import { paper } from './paper.ts';

describe('a run of capitals and digits', () => {
  it('is taken out alone although the row below reaches into it', () => {
    const drawn = paper(40, 12, 12);
    for (let i = 0; i < 6; i++) drawn.line(4 + i * 2, 3, 4.8 + i * 2, 5.6, 0.4);
    // The smaller row below begins before the upper one ends, without touching it.
    for (let i = 0; i < 12; i++) drawn.line(4.9 + i * 1.4, 5.2 + 0.9, 4.9 + i * 1.4, 7.6, 0.2);
    const [lot] = textRuns(drawn.plane, drawn.pxPerMm);
    expect(lot?.characters).toBe(6);
    expect((lot?.bottom ?? 0) / drawn.pxPerMm).toBeLessThan(6.2);
  });

  it('is not seen in shapes of many heights', () => {
    const drawn = paper(40, 12, 12);
    [1.2, 2.6, 1.6, 3.4, 1.1, 2.2].forEach((height, i) => {
      drawn.line(4 + i * 2, 3, 4 + i * 2, 3 + height, 0.4);
    });
    expect(textRuns(drawn.plane, drawn.pxPerMm)).toEqual([]);
  });
});

describe('the tilt of pasted text', () => {
  it.each([0, 3, -4.5])('of %d° is found', (degrees) => {
    const drawn = paper(60, 40, 6);
    const slope = Math.tan((degrees * Math.PI) / 180);
    for (const row of [10, 16, 22, 28]) {
      for (let x = 5; x < 54; x += 2)
        drawn.line(x, row + x * slope, x + 1, row + (x + 1) * slope, 0.6);
    }
    const found = (rowAngle(drawn.plane, 0, (8 * Math.PI) / 180) * 180) / Math.PI;
    expect(Math.abs(found - degrees)).toBeLessThanOrEqual(0.75);
  });
});
