import { expect, test } from 'vitest';
import type { BoxMm } from '../../../schemas/reading.ts';
import { cropsOfStrip, cutStrip } from '../../../workers/stages/column-strip.ts';
import type { Raster } from '../../../workers/stages/raster.ts';

const PAGE_MM = { width: 40, height: 30 };
/** 10 pixels a millimetre, straight. */
const MM_TO_PX = [10, 0, 0, 0, 10, 0, 0, 0, 1];
const BOXES: readonly BoxMm[] = [
  [2, 2, 6, 3],
  [20, 10, 9, 4],
  [0, 25, 4, 4],
];

/** Every box of its own grey; `from`: where the page begins beyond the box. */
function page(): Raster {
  const data = new Uint8Array(400 * 300).fill(255);
  for (const [index, [left, top, width, height]] of BOXES.entries()) {
    for (let y = 10 * top; y < 10 * (top + height); y++) {
      data.fill(40 * index + 20, 400 * y + 10 * left, 400 * y + 10 * (left + width));
    }
  }
  return { widthPx: 400, heightPx: 300, channels: 1, data };
}

const meanOf = ({ data }: Raster) => data.reduce((sum, each) => sum + each, 0) / data.length;

test('what lies one below the other is found again, each place with its own size', () => {
  const strip = cutStrip(page(), MM_TO_PX, PAGE_MM, BOXES);
  const crops = cropsOfStrip(strip, BOXES);
  for (const [index, [, , width, height]] of BOXES.entries()) {
    const crop = crops?.[index]?.[1];
    expect([crop?.widthPx, crop?.heightPx]).toEqual([6 * width, 6 * height]);
    expect(Math.abs(meanOf(crop ?? page()) - (40 * index + 20))).toBeLessThan(12);
  }
});

test('a strip of other places is no strip of these', () => {
  const strip = cutStrip(page(), MM_TO_PX, PAGE_MM, BOXES);
  expect(cropsOfStrip(strip, BOXES.slice(1))).toBeNull();
});
