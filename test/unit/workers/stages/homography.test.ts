import fc from 'fast-check';
import { expect, it } from 'vitest';
import { invert } from '../../../../rules/projective.ts';
import { fitAffine, fitHomography, mapPoint } from '../../../../workers/stages/homography.ts';
import { distance, type Point } from '../../../../workers/stages/point.ts';
import type { Homography } from '../../../../workers/stages/raster.ts';

const CORNERS: Point[] = [
  [7, 7],
  [203, 7],
  [7, 290],
  [203, 290],
];
const PROBES: Point[] = [
  [0, 0],
  [105, 148],
  [210, 297],
  [30, 250],
];

/** Maps a camera or scanner can make of a sheet: any turn, scale and shift, a little shear and perspective. */
const sheetMap = fc
  .record({
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    scale: fc.double({ min: 3, max: 24, noNaN: true }),
    shear: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    left: fc.double({ min: -500, max: 3_000, noNaN: true }),
    top: fc.double({ min: -500, max: 3_000, noNaN: true }),
    tiltX: fc.double({ min: -0.0005, max: 0.0005, noNaN: true }),
    tiltY: fc.double({ min: -0.0005, max: 0.0005, noNaN: true }),
  })
  .map(({ angle, scale, shear, left, top, tiltX, tiltY }): Homography => {
    const cos = Math.cos(angle) * scale;
    const sin = Math.sin(angle) * scale;
    return [cos, -sin + shear * cos, left, sin, cos + shear * sin, top, tiltX, tiltY, 1];
  });

function expectSameMap(found: Homography | null, wanted: Homography): void {
  expect(found).not.toBeNull();
  for (const probe of PROBES) {
    expect(distance(mapPoint(found ?? [], probe), mapPoint(wanted, probe))).toBeLessThan(1e-4);
  }
}

it('finds a projective map again from where it takes four points', () => {
  fc.assert(
    fc.property(sheetMap, (map) => {
      const seen = CORNERS.map((corner) => mapPoint(map, corner));
      expectSameMap(fitHomography(CORNERS, seen), map);
    }),
  );
});

it('finds an affine map again from any three of the four corners', () => {
  fc.assert(
    fc.property(sheetMap, fc.integer({ min: 0, max: 3 }), (map, lost) => {
      const affine = [...map.slice(0, 6), 0, 0, 1];
      const three = CORNERS.filter((_, index) => index !== lost);
      const seen = three.map((corner) => mapPoint(affine, corner));
      expectSameMap(fitAffine(three, seen), affine);
    }),
  );
});

it('undoes a map by its inverse', () => {
  fc.assert(
    fc.property(sheetMap, (map) => {
      const back = invert(map);
      for (const probe of PROBES) {
        expect(distance(mapPoint(back ?? [], mapPoint(map, probe)), probe)).toBeLessThan(1e-6);
      }
    }),
  );
});

it('spreads the error of a disturbed point over all of them', () => {
  const seen = [...CORNERS.slice(0, 3), [205, 290] as Point];
  const map = fitAffine(CORNERS, seen);
  const off = CORNERS.map((corner, i) => distance(mapPoint(map ?? [], corner), seen[i] ?? [0, 0]));
  for (const value of off) expect(value).toBeCloseTo(0.5, 6);
});

it('gives no map for points on one line', () => {
  const line: Point[] = [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ];
  expect(fitAffine(line.slice(0, 3), line.slice(0, 3))).toBeNull();
  expect(fitHomography(line, line)).toBeNull();
});
