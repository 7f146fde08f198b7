import { expect, it } from 'vitest';
import type { Raster } from '../../../../workers/stages/raster.ts';
import { rectify, warp } from '../../../../workers/stages/rectify.ts';
import { drawBlank, laid, randomNumbers, scan, whitePage } from '../../../support/draw-form.ts';

const PAGE = { width: 210, height: 297 };

/** Mean grey of a box given in mm. */
function meanIn(raster: Raster, pxPerMm: number, [x, y, w, h]: [number, number, number, number]) {
  let sum = 0;
  let count = 0;
  for (let row = Math.round(y * pxPerMm); row < Math.round((y + h) * pxPerMm); row++) {
    for (let column = Math.round(x * pxPerMm); column < Math.round((x + w) * pxPerMm); column++) {
      sum += raster.data[(row * raster.widthPx + column) * raster.channels] ?? 0;
      count++;
    }
  }
  return sum / count;
}

it.each([0, 1, 2, 3])('lays a page upright that lay %i quarter turns round', (quarter) => {
  const options = laid(quarter, 3, 5.9);
  const page = rectify(scan(drawBlank(), options), options.mmToPx, PAGE);
  expect(page.raster).toMatchObject({ widthPx: 1680, heightPx: 2376 });
  for (const [x, y] of [
    [7.5, 7.5],
    [202.5, 7.5],
    [7.5, 289.5],
    [202.5, 289.5],
  ] as const) {
    expect(meanIn(page.raster, page.pxPerMm, [x - 2, y - 2, 4, 4])).toBeLessThan(30);
    expect(meanIn(page.raster, page.pxPerMm, [x - 4.5, y - 4.5, 1.5, 9])).toBeGreaterThan(240);
  }
});

it('brings scans of any resolution onto 8 pixels a millimetre', () => {
  const source = whitePage(40, 40);
  const small = { width: 3, height: 3 };
  const at = (dpi: number): number => {
    const scale = dpi / 25.4;
    return rectify(source, [scale, 0, 0, 0, scale, 0, 0, 0, 1], small).pxPerMm;
  };
  expect([150, 200, 279, 281, 600].map(at)).toEqual([8, 8, 8, 8, 8]);
});

it('keeps colours, and is white beyond the scan', () => {
  const data = new Uint8Array(30 * 30 * 3).map((_, i) => [200, 40, 90][i % 3] ?? 0);
  const source: Raster = { widthPx: 30, heightPx: 30, channels: 3, data };
  const out = warp(source, [10, 0, 0, 0, 10, 0, 0, 0, 1], [-2, 0, 4, 1], 5, 10);
  expect(out).toMatchObject({ widthPx: 20, heightPx: 5, channels: 3 });
  expect([...out.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  expect([...out.data.subarray(15 * 3, 15 * 3 + 3)]).toEqual([200, 40, 90]);
});

it('averages what it shrinks instead of skipping lines', () => {
  const next = randomNumbers(5);
  const source = whitePage(400, 400);
  for (let i = 0; i < source.data.length; i++) source.data[i] = next() < 0.5 ? 0 : 255;
  const out = warp(source, [40, 0, 0, 0, 40, 0, 0, 0, 1], [0, 0, 10, 10], 4, 40);
  const spread = Math.max(...out.data) - Math.min(...out.data);
  expect(spread).toBeLessThan(140);
});
