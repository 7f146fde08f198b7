import type { BoxMm } from '../../schemas/reading.ts';
import { toGrey } from './grey.ts';
import type { Homography, Raster } from './raster.ts';
import { scaleOf, warp } from './rectify.ts';

/** 152 dpi: a tick of half a millimetre is three pixels wide. */
const PX_PER_MM = 6;

/** The size of a crop on paper of that size, white. */
export function whiteCrop([, , width, height]: BoxMm): Raster {
  const widthPx = Math.max(1, Math.round(width * PX_PER_MM));
  const heightPx = Math.max(1, Math.round(height * PX_PER_MM));
  return { widthPx, heightPx, channels: 1, data: new Uint8Array(widthPx * heightPx).fill(255) };
}

/** Places of a page, cut out upright and grey, one below the other. */
export function cutStrip(
  source: Raster,
  mmToPx: Homography,
  pageMm: { width: number; height: number },
  boxesMm: readonly BoxMm[],
): Raster {
  const scale = scaleOf(mmToPx, pageMm);
  const { widthPx, heightPx, placeOf } = layout(boxesMm);
  const data = new Uint8Array(widthPx * heightPx).fill(255);
  for (const [index, box] of boxesMm.entries()) {
    const crop = toGrey(warp(source, mmToPx, box, PX_PER_MM, scale));
    const top = placeOf(index);
    for (let y = 0; y < crop.heightPx; y++) {
      const row = crop.data.subarray(y * crop.widthPx, (y + 1) * crop.widthPx);
      data.set(row, (top + y) * widthPx);
    }
  }
  return { widthPx, heightPx, channels: 1, data };
}

/** One place of a strip again; `null` where the strip is not of these places. */
export function cropOfStrip(
  strip: Raster,
  boxesMm: readonly BoxMm[],
  index: number,
): Raster | null {
  const box = boxesMm[index];
  const { widthPx, heightPx, placeOf } = layout(boxesMm);
  if (box === undefined || strip.widthPx !== widthPx || strip.heightPx !== heightPx) return null;
  const crop = whiteCrop(box);
  const top = placeOf(index);
  for (let y = 0; y < crop.heightPx; y++) {
    const from = (top + y) * widthPx;
    crop.data.set(strip.data.subarray(from, from + crop.widthPx), y * crop.widthPx);
  }
  return crop;
}

function layout(boxesMm: readonly BoxMm[]) {
  const sizes = boxesMm.map(whiteCrop);
  const heights = sizes.map(({ heightPx }) => heightPx);
  const sum = (some: readonly number[]) => some.reduce((all, each) => all + each, 0);
  return {
    widthPx: Math.max(1, ...sizes.map(({ widthPx }) => widthPx)),
    heightPx: Math.max(1, sum(heights)),
    placeOf: (index: number) => sum(heights.slice(0, index)),
  };
}
