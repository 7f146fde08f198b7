import type { BoxMm } from '../../schemas/reading.ts';
import type { GreyRaster } from './grey.ts';
import { paperWhite } from './ink-mask.ts';
import type { Raster } from './raster.ts';

/** How dark each pixel is against the paper around it: 0 = paper, 255 = as black as the page's own print. */
export type InkPlane = Readonly<{ widthPx: number; heightPx: number; data: Uint8Array }>;

/** `pen`: the red channel alone, so red stamps and rules fade while blue and black pens stay. `any`: all ink. */
export type InkSort = 'pen' | 'any';

/** Print covers a few percent of any form; the darkest share of the page tells how black black is here. */
const DARKEST_SHARE = 0.01;
/** Below this contrast the page holds no print worth scaling to (an empty crop must not amplify its noise). */
const LEAST_CONTRAST = 0.35;

export function inkPlane(raster: Raster, sort: InkSort): InkPlane {
  const channel = channelOf(raster, sort);
  const white = paperWhite(channel);
  const { widthPx, heightPx, data } = channel;
  const out = new Uint8Array(data.length);
  const histogram = new Uint32Array(256);
  for (let y = 0; y < heightPx; y++) {
    const levels = Math.floor(y / white.blockPx) * white.columns;
    for (let x = 0; x < widthPx; x++) {
      const paper = Math.max(1, white.level[levels + ((x / white.blockPx) | 0)] ?? 255);
      const i = y * widthPx + x;
      const dark = Math.max(0, 255 - Math.round(((data[i] ?? 255) * 255) / paper));
      out[i] = dark;
      histogram[dark] = (histogram[dark] ?? 0) + 1;
    }
  }
  const black = Math.max(LEAST_CONTRAST * 255, darkest(histogram, data.length * DARKEST_SHARE));
  const scaled = Uint8Array.from({ length: 256 }, (_, dark) =>
    Math.min(255, Math.round((dark * 255) / black)),
  );
  for (let i = 0; i < out.length; i++) out[i] = scaled[out[i] ?? 0] ?? 0;
  return { widthPx, heightPx, data: out };
}

/** Cuts a box out; beyond the page is paper. */
export function cropPlane(
  plane: InkPlane,
  left: number,
  top: number,
  width: number,
  height: number,
): InkPlane {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = top + y;
    if (row < 0 || row >= plane.heightPx) continue;
    const from = Math.max(0, left);
    const to = Math.min(plane.widthPx, left + width);
    if (to <= from) continue;
    const line = plane.data.subarray(row * plane.widthPx + from, row * plane.widthPx + to);
    data.set(line, y * width + from - left);
  }
  return { widthPx: width, heightPx: height, data };
}

export function cropMm(plane: InkPlane, pxPerMm: number, [x, y, width, height]: BoxMm): InkPlane {
  const px = (mm: number) => Math.round(mm * pxPerMm);
  return cropPlane(plane, px(x), px(y), Math.max(1, px(width)), Math.max(1, px(height)));
}

function channelOf(raster: Raster, sort: InkSort): GreyRaster {
  if (raster.channels === 1) return { ...raster, channels: 1 };
  const { widthPx, heightPx, data } = raster;
  const out = new Uint8Array(widthPx * heightPx);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    const red = data[j] ?? 255;
    out[i] = sort === 'pen' ? red : Math.min(red, data[j + 1] ?? 255, data[j + 2] ?? 255);
  }
  return { widthPx, heightPx, channels: 1, data: out };
}

function darkest(histogram: Uint32Array, count: number): number {
  let rest = count;
  for (let dark = 255; dark > 0; dark--) {
    rest -= histogram[dark] ?? 0;
    if (rest <= 0) return dark;
  }
  return 0;
}
