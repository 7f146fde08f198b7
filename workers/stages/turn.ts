import type { Raster } from './raster.ts';

/** Turns an image by quarter turns clockwise, pixel for pixel. */
export function turn(raster: Raster, quarterTurns: number): Raster {
  const turns = ((quarterTurns % 4) + 4) % 4;
  if (turns === 0) return raster;
  const { widthPx: w, heightPx: h, channels, data } = raster;
  const [widthPx, heightPx] = turns === 2 ? [w, h] : [h, w];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const from = sourceIndex(turns, x, y, w, h) * channels;
      const to = (y * widthPx + x) * channels;
      for (let ch = 0; ch < channels; ch++) out[to + ch] = data[from + ch] ?? 0;
    }
  }
  return { widthPx, heightPx, channels, data: out };
}

function sourceIndex(turns: number, x: number, y: number, w: number, h: number): number {
  if (turns === 1) return (h - 1 - x) * w + y;
  if (turns === 2) return (h - 1 - y) * w + (w - 1 - x);
  return x * w + (w - 1 - y);
}
