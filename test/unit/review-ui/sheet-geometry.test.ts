import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type QuarterTurns,
  turnedBox,
  turnedSize,
  uprightTransform,
  viewOfBox,
  viewOfPage,
} from '../../../review-ui/review/sheet-geometry.ts';
import { invert } from '../../../rules/projective.ts';

const A4 = { width: 210, height: 297 };

/** Applies CSS `matrix3d` to a point of the plane, as a browser does. */
function applyCss(css: string, x: number, y: number): [number, number] {
  const m = css
    .slice('matrix3d('.length, -1)
    .split(',')
    .map((part) => Number(part));
  const row = (r: number) => (m[r] ?? 0) * x + (m[4 + r] ?? 0) * y + (m[12 + r] ?? 0);
  return [row(0) / row(3), row(1) / row(3)];
}

function project(m: readonly number[], x: number, y: number): [number, number] {
  const row = (r: number) => (m[3 * r] ?? 0) * x + (m[3 * r + 1] ?? 0) * y + (m[3 * r + 2] ?? 0);
  return [row(0) / row(2), row(1) / row(2)];
}

/** How paper lies on a scanner: any quarter turn, a little skew, a trace of perspective. */
const registration = fc
  .record({
    turns: fc.integer({ min: 0, max: 3 }),
    skew: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    pxPerMm: fc.double({ min: 4, max: 24, noNaN: true }),
    tilt: fc.double({ min: -1e-4, max: 1e-4, noNaN: true }),
  })
  .map(({ turns, skew, pxPerMm, tilt }) => {
    const angle = (turns * Math.PI) / 2 + skew;
    const [c, s] = [Math.cos(angle) * pxPerMm, Math.sin(angle) * pxPerMm];
    return [c, -s, 3000, s, c, 3000, tilt, -tilt, 1];
  });

describe('the upright picture', () => {
  test('puts every point of the scan where it is on the paper', () => {
    fc.assert(
      fc.property(
        registration,
        fc.double({ min: 0, max: 210, noNaN: true }),
        fc.double({ min: 0, max: 297, noNaN: true }),
        (mmToPx, x, y) => {
          const css = uprightTransform(mmToPx, 4);
          if (css === null) throw new Error('this registration can be undone');
          const [px, py] = project(mmToPx, x, y);
          const [left, top] = applyCss(css, px, py);
          expect(left).toBeCloseTo(4 * x, 1);
          expect(top).toBeCloseTo(4 * y, 1);
        },
      ),
    );
  });

  test('is not drawn from a matrix that flattens the page', () => {
    expect(invert([1, 2, 3, 2, 4, 6, 0, 0, 1])).toBeNull();
    expect(uprightTransform([0, 0, 0, 0, 0, 0, 0, 0, 1], 4)).toBeNull();
  });
});

describe('turning', () => {
  test('four times is not turning', () => {
    let box: [number, number, number, number] = [20, 30, 40, 10];
    let page = A4;
    for (let turn = 0; turn < 4; turn += 1) {
      box = turnedBox(box, page, 1);
      page = turnedSize(page, 1) as typeof A4;
    }
    expect(box).toEqual([20, 30, 40, 10]);
  });

  test.each([0, 1, 2, 3] as QuarterTurns[])('%i times keeps the box on the page', (turns) => {
    const size = turnedSize(A4, turns);
    const [x, y, w, h] = turnedBox([150, 280, 60, 17], A4, turns);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + w).toBeLessThanOrEqual(size.width);
    expect(y + h).toBeLessThanOrEqual(size.height);
  });
});

describe('the view', () => {
  const pane = { width: 780, height: 570 };

  test('holds the whole field, and shows no more than paper', () => {
    for (const box of [
      [136, 271, 66, 14],
      [7, 23, 126, 19],
      [0, 0, 20, 5],
    ] as Array<[number, number, number, number]>) {
      const { x, y, scale } = viewOfBox(box, A4, pane, 4);
      const px = 4 * scale;
      expect(x).toBeLessThanOrEqual(0);
      expect(x + A4.width * px).toBeGreaterThanOrEqual(pane.width);
      expect(x + box[0] * px).toBeGreaterThanOrEqual(0);
      expect(x + (box[0] + box[2]) * px).toBeLessThanOrEqual(pane.width);
      expect(y + box[1] * px).toBeGreaterThanOrEqual(0);
      expect(y + (box[1] + box[3]) * px).toBeLessThanOrEqual(pane.height);
    }
  });

  test('of the page holds the page, in the middle', () => {
    const { x, y, scale } = viewOfPage(A4, pane, 4);
    expect(A4.height * 4 * scale).toBeCloseTo(pane.height);
    expect(x).toBeCloseTo((pane.width - A4.width * 4 * scale) / 2);
    expect(y).toBeCloseTo(0);
  });
});
