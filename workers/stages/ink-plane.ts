import type { BoxMm } from '../../schemas/reading.ts';
import type { GreyRaster } from './grey.ts';
import { type PaperWhite, paperWhite, VALUES } from './ink-mask.ts';
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
  const { widthPx, heightPx, data } = channel;
  const white = paperWhite(channel);
  const darkOf = darkness(white);
  // A channel of its own is a copy already: darkness is written over it.
  const out = channel.data === raster.data ? new Uint8Array(data.length) : data;
  for (let y = 0; y < heightPx; y++) {
    const levels = Math.floor(y / white.blockPx) * white.columns;
    for (let column = 0; column < white.columns; column++) {
      const dark = darkOf(white.level[levels + column] ?? 255);
      const from = y * widthPx + column * white.blockPx;
      const to = y * widthPx + Math.min(widthPx, (column + 1) * white.blockPx);
      for (let i = from; i < to; i++) out[i] = dark[data[i] ?? 255] ?? 0;
    }
  }
  return { widthPx, heightPx, data: out };
}

/** How dark each value is on paper of a given white, once the page's own black is known. */
function darkness(white: PaperWhite): (level: number) => Uint8Array {
  const against = tabled((level) =>
    Uint8Array.from({ length: VALUES }, (_, value) =>
      Math.max(0, 255 - Math.round((value * 255) / Math.max(1, level))),
    ),
  );
  const black = Math.max(LEAST_CONTRAST * 255, darkest(white, against));
  return tabled((level) =>
    against(level).map((dark) => Math.min(255, Math.round((dark * 255) / black))),
  );
}

function tabled(make: (level: number) => Uint8Array): (level: number) => Uint8Array {
  const made: Uint8Array[] = [];
  return (level) => {
    const table = made[level] ?? make(level);
    made[level] = table;
    return table;
  };
}

/** How dark the darkest share of the page is. */
function darkest(white: PaperWhite, against: (level: number) => Uint8Array): number {
  const histogram = new Uint32Array(VALUES);
  white.level.forEach((level, block) => {
    const darks = against(level);
    for (let value = 0; value < VALUES; value++) {
      const count = white.counts[block * VALUES + value] ?? 0;
      if (count === 0) continue;
      const dark = darks[value] ?? 0;
      histogram[dark] = (histogram[dark] ?? 0) + count;
    }
  });
  let rest = DARKEST_SHARE * histogram.reduce((sum, count) => sum + count, 0);
  for (let dark = VALUES - 1; dark > 0; dark--) {
    rest -= histogram[dark] ?? 0;
    if (rest <= 0) return dark;
  }
  return 0;
}

/** 1 where it is at least as dark as `level`. */
export function inkFrom(darks: Uint8Array, level: number): Uint8Array {
  const mask = new Uint8Array(darks.length);
  for (let i = 0; i < mask.length; i++) if ((darks[i] ?? 0) >= level) mask[i] = 1;
  return mask;
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

/** The one channel in which a sort of ink is darkest: a copy, or the raster itself where it is grey. */
export function channelOf(raster: Raster, sort: InkSort): GreyRaster {
  if (raster.channels === 1) return { ...raster, channels: 1 };
  const { widthPx, heightPx, data } = raster;
  const out = new Uint8Array(widthPx * heightPx);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    const red = data[j] ?? 255;
    out[i] = sort === 'pen' ? red : Math.min(red, data[j + 1] ?? 255, data[j + 2] ?? 255);
  }
  return { widthPx, heightPx, channels: 1, data: out };
}
