import type { BoxMm } from '../../schemas/reading.ts';
import { toGrey } from './grey.ts';
import type { Homography, Raster } from './raster.ts';
import { scaleOf, warp } from './rectify.ts';

/** 152 dpi: a tick of half a millimetre is three pixels wide. */
const PX_PER_MM = 6;

const sizeOf = ([, , width, height]: BoxMm) => ({
  widthPx: Math.max(1, Math.round(width * PX_PER_MM)),
  heightPx: Math.max(1, Math.round(height * PX_PER_MM)),
});

/** The size of a crop on paper of that size, white. */
export function whiteCrop(box: BoxMm): Raster {
  const { widthPx, heightPx } = sizeOf(box);
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

/** The places of a strip again, in their order; `null` where the strip is not of these places. */
export function cropsOfStrip(
  strip: Raster,
  boxesMm: readonly BoxMm[],
): Array<readonly [BoxMm, Raster]> | null {
  const { widthPx, heightPx, placeOf } = layout(boxesMm);
  if (strip.widthPx !== widthPx || strip.heightPx !== heightPx) return null;
  return boxesMm.map((box, index) => {
    const crop = whiteCrop(box);
    const top = placeOf(index);
    for (let y = 0; y < crop.heightPx; y++) {
      const from = (top + y) * widthPx;
      crop.data.set(strip.data.subarray(from, from + crop.widthPx), y * crop.widthPx);
    }
    return [box, crop] as const;
  });
}

function layout(boxesMm: readonly BoxMm[]) {
  const sizes = boxesMm.map(sizeOf);
  const tops: number[] = [];
  let heightPx = 0;
  for (const size of sizes) {
    tops.push(heightPx);
    heightPx += size.heightPx;
  }
  return {
    widthPx: Math.max(1, ...sizes.map(({ widthPx }) => widthPx)),
    heightPx: Math.max(1, heightPx),
    placeOf: (index: number) => tops[index] ?? 0,
  };
}
