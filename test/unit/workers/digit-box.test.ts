import { describe, expect, it } from 'vitest';
import type { BoxMm } from '../../../schemas/reading.ts';
import { boxInks } from '../../../workers/stages/digit-box.ts';
import { locateBoxes } from '../../../workers/stages/locate-boxes.ts';
import { paper } from './paper.ts';

const BOXES: BoxMm[] = [
  [5, 5, 5, 7],
  [10.9, 5, 5, 7],
];
const NO_SHIFT = { dxPx: 0, dyPx: 0, score: 0 };

function sheet(dx = 0, dy = 0) {
  const drawn = paper(22, 18);
  for (const [x, y, width, height] of BOXES) drawn.frame(x + dx, y + dy, width, height);
  return drawn;
}

describe('a digit box', () => {
  it('is empty although its frame is black', () => {
    const { plane, pxPerMm } = sheet();
    for (const ink of boxInks(plane, pxPerMm, BOXES, NO_SHIFT, null)) expect(ink.image).toBeNull();
  });

  it('holds the stroke written in it, and its neighbour stays empty', () => {
    const drawn = sheet();
    drawn.line(7.5, 6.5, 7.5, 10.5);
    const [first, second] = boxInks(drawn.plane, drawn.pxPerMm, BOXES, NO_SHIFT, null);
    expect(first?.inkMm2).toBeGreaterThan(1.2);
    expect(first?.image?.length).toBe(28 * 28);
    expect(second?.image).toBeNull();
  });

  it('keeps a stroke that crosses the frame below', () => {
    const drawn = sheet();
    drawn.line(7.5, 7, 7.2, 13.2);
    const [first] = boxInks(drawn.plane, drawn.pxPerMm, BOXES, NO_SHIFT, null);
    expect(first?.heightShare).toBeGreaterThan(0.85);
  });

  it('gives a stroke over the common frame to the box most of it is in', () => {
    const drawn = sheet();
    drawn.line(6.5, 8.5, 11.6, 8.7);
    const [first, second] = boxInks(drawn.plane, drawn.pxPerMm, BOXES, NO_SHIFT, null);
    expect(first?.image).not.toBeNull();
    expect(second?.image).toBeNull();
  });

  it('doubts a box through which a scanner streak runs, and looks past the streak', () => {
    const drawn = sheet();
    drawn.line(6.2, 0, 6.2, 18, 0.25, 120);
    drawn.line(6, 8, 9, 8.2);
    const [first, second] = boxInks(drawn.plane, drawn.pxPerMm, BOXES, NO_SHIFT, null);
    expect(first?.soiled).toBe(true);
    expect(first?.heightShare).toBeLessThan(0.2);
    expect(second?.soiled).toBe(false);
  });

  it.each([
    [0.5, 0.4],
    [-0.6, 0.25],
  ])('is found %d mm right and %d mm below its place', (dx, dy) => {
    const { plane, pxPerMm } = sheet(dx, dy);
    const shift = locateBoxes(plane, pxPerMm, BOXES);
    expect(shift.dxPx / pxPerMm).toBeCloseTo(dx, 0.6);
    expect(shift.dyPx / pxPerMm).toBeCloseTo(dy, 0.6);
    for (const ink of boxInks(plane, pxPerMm, BOXES, shift, null)) expect(ink.image).toBeNull();
  });

  it('frames the digit for the network: twenty pixels high, centred by mass', () => {
    const drawn = sheet();
    drawn.line(7, 6.2, 7, 11);
    const image = boxInks(drawn.plane, drawn.pxPerMm, BOXES, NO_SHIFT, null)[0]?.image;
    const rows = Array.from({ length: 28 }, (_, y) =>
      Math.max(...(image?.slice(y * 28, y * 28 + 28) ?? [0])),
    );
    const inked = rows.flatMap((value, y) => (value > 0.3 ? [y] : []));
    expect(inked.length).toBeGreaterThanOrEqual(19);
    expect(inked.length).toBeLessThanOrEqual(22);
    expect(((inked[0] ?? 0) + (inked.at(-1) ?? 0)) / 2).toBeCloseTo(13.5, 0);
  });
});
