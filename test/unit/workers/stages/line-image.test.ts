import { describe, expect, it } from 'vitest';
import { lineImage, mayBeText } from '../../../../workers/stages/line-image.ts';
import { paper } from '../paper.ts';

const PX_PER_MM = 12;
type Drawn = ReturnType<typeof paper>;

/** One row 2 mm high and `lengthMm` long, as the recogniser takes it. */
function rowOf(lengthMm: number, draw: (drawn: Drawn) => void) {
  const drawn = paper(lengthMm + 4, 6, PX_PER_MM);
  draw(drawn);
  const row = { left: 2, top: 2, right: 2 + lengthMm, bottom: 4 };
  const px = (at: number): number => Math.round(at * PX_PER_MM);
  return lineImage(
    drawn.plane,
    { left: px(row.left), top: px(row.top), right: px(row.right), bottom: px(row.bottom) },
    PX_PER_MM,
  );
}

function bars(drawn: Drawn, lengthMm: number, [top, bottom]: [number, number]): void {
  for (let x = 2.2; x < 2 + lengthMm; x += 0.8) drawn.line(x, top, x, bottom, 0.5);
}

describe('a row that may hold text', () => {
  it('is no slice of a bar code, whole or low', () => {
    expect(mayBeText(rowOf(40, (drawn) => bars(drawn, 40, [2, 4])))).toBe(false);
    expect(mayBeText(rowOf(40, (drawn) => bars(drawn, 40, [2, 2.9])))).toBe(false);
  });

  it('is no row of what is left of rules', () => {
    const dashes = (drawn: Drawn): void => {
      for (let x = 2.5; x < 41; x += 2) drawn.line(x, 3, x + 1.2, 3, 0.2);
    };
    expect(mayBeText(rowOf(40, dashes))).toBe(false);
  });

  it('is any short row, though it were 1111 and nothing else', () => {
    expect(mayBeText(rowOf(12, (drawn) => bars(drawn, 12, [2, 4])))).toBe(true);
  });

  it('is a long row whose characters have strokes across, among them many upright ones', () => {
    const letters = (drawn: Drawn): void => {
      for (let x = 2.5; x < 40; x += 3) {
        drawn.line(x, 2, x, 4, 0.25);
        for (const y of [2.1, 3, 3.9]) drawn.line(x, y, x + 1.2, y, 0.25);
        drawn.line(x + 2, 2, x + 2, 4, 0.25);
      }
    };
    expect(mayBeText(rowOf(40, letters))).toBe(true);
  });

  it('is a few characters between two edges of a frame far apart', () => {
    const few = (drawn: Drawn): void => {
      drawn.line(2.2, 2, 2.2, 4, 0.3);
      drawn.line(41.8, 2, 41.8, 4, 0.3);
      for (const x of [10, 11.5, 13]) drawn.line(x, 2.5, x, 3.5, 0.25);
    };
    expect(mayBeText(rowOf(40, few))).toBe(true);
  });
});
