import { describe, expect, it } from 'vitest';
import { rowAngle } from '../../../workers/stages/tilt.ts';
import { paper } from './paper.ts';

describe('the tilt of pasted text', () => {
  it.each([0, 3, -4.5])('of %d° is found', (degrees) => {
    const drawn = paper(60, 40, 6);
    const slope = Math.tan((degrees * Math.PI) / 180);
    for (const row of [10, 16, 22, 28]) {
      for (let x = 5; x < 54; x += 2)
        drawn.line(x, row + x * slope, x + 1, row + (x + 1) * slope, 0.6);
    }
    const found = (rowAngle(drawn.plane, 0, (8 * Math.PI) / 180) * 180) / Math.PI;
    expect(Math.abs(found - degrees)).toBeLessThanOrEqual(0.3);
  });
});
