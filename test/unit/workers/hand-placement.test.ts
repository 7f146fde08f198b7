import { describe, expect, test } from 'vitest';
import { placeByHand } from '../../../workers/stages/hand-placement.ts';
import { mapPoint } from '../../../workers/stages/homography.ts';

const MM = { width: 210, height: 297 };
const upright = { width: 840, height: 1188 };
const lying = { width: 1188, height: 840 };

/** Where the upper left and the lower right corner of the upright page lie in the scan. */
describe('a page placed by hand is as wide as its scan', () => {
  test.each([
    [0, upright, [0, 0], [840, 1188]],
    [90, lying, [1188, 0], [0, 840]],
    [180, upright, [840, 1188], [0, 0]],
    [270, lying, [0, 840], [1188, 0]],
    [0, { width: 840, height: 500 }, [0, 0], [840, 1188]],
  ] as const)('having lain turned by %i degrees', (rotation, size, first, last) => {
    const { mmToPx, byHand } = placeByHand(size, MM, rotation);
    const corner = (point: readonly [number, number]) =>
      mapPoint(mmToPx, [...point]).map((px) => Math.round(px));
    expect(corner([0, 0])).toEqual(first);
    expect(corner([210, 297])).toEqual(last);
    expect(byHand).toBe('place');
  });
});
