import type { Homography, Raster, RegisteredPage } from './raster.ts';

/** From this many source pixels per mm (280 dpi) on, the finer grid pays. */
const FINE_FROM_PX_PER_MM = 280 / 25.4;

/** Warps a page upright onto `pxPerMm` pixels a millimetre: 8 (203 dpi), or 12 (305 dpi) for finer scans. */
export function rectify(
  source: Raster,
  mmToPx: Homography,
  pageMm: { width: number; height: number },
  sourcePxPerMm: number,
): RegisteredPage {
  const pxPerMm = sourcePxPerMm >= FINE_FROM_PX_PER_MM ? 12 : 8;
  const raster = warp(source, mmToPx, [0, 0, pageMm.width, pageMm.height], pxPerMm, sourcePxPerMm);
  return { raster, pxPerMm, source, mmToPx };
}

/** Cuts `[x, y, width, height]` mm out of a page, upright, at any resolution. Outside the scan is white. */
export function warp(
  source: Raster,
  mmToPx: Homography,
  boxMm: readonly [number, number, number, number],
  pxPerMm: number,
  sourcePxPerMm: number,
): Raster {
  const [left, top, width, height] = boxMm;
  const widthPx = Math.max(1, Math.round(width * pxPerMm));
  const heightPx = Math.max(1, Math.round(height * pxPerMm));
  const { channels } = source;
  const data = new Uint8Array(widthPx * heightPx * channels);
  // Bilinear looks at 2 × 2 source pixels: shrinking by more than two averages several samples per pixel.
  const samples = Math.max(1, Math.ceil(sourcePxPerMm / pxPerMm / 2));
  const sampler = { source, matrix: mmToPx, samples, stepMm: 1 / pxPerMm / samples };
  const line = new Float64Array(widthPx * channels);
  for (let y = 0; y < heightPx; y++) {
    line.fill(0);
    for (let s = 0; s < samples; s++) {
      const yMm = top + (y + (s + 0.5) / samples) / pxPerMm;
      addLine(sampler, line, left, yMm);
    }
    const from = y * line.length;
    const area = samples * samples;
    for (let i = 0; i < line.length; i++) data[from + i] = (line[i] ?? 0) / area + 0.5;
  }
  return { widthPx, heightPx, channels, data };
}

type Sampler = { source: Raster; matrix: Homography; samples: number; stepMm: number };

/** Adds one row of samples, `samples` of them to each pixel. The hot loop: plain numbers, no allocation. */
function addLine(sampler: Sampler, line: Float64Array, leftMm: number, yMm: number): void {
  const { source, matrix, samples, stepMm } = sampler;
  const { channels } = source;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = matrix;
  const count = (line.length / channels) * samples;
  for (let k = 0; k < count; k++) {
    const x = leftMm + (k + 0.5) * stepMm;
    const w = g * x + h * yMm + i;
    const out = ((k / samples) | 0) * channels;
    addSample(source, (a * x + b * yMm + c) / w - 0.5, (d * x + e * yMm + f) / w - 0.5, line, out);
  }
}

/** Bilinear; white beyond the edge of the scan. */
function addSample(source: Raster, px: number, py: number, line: Float64Array, out: number): void {
  const { data, widthPx, heightPx, channels } = source;
  const x0 = Math.floor(px);
  const y0 = Math.floor(py);
  if (x0 < -1 || y0 < -1 || x0 >= widthPx || y0 >= heightPx) {
    for (let ch = 0; ch < channels; ch++) line[out + ch] = (line[out + ch] ?? 0) + 255;
    return;
  }
  const fx = px - x0;
  const fy = py - y0;
  const left = Math.max(0, x0) * channels;
  const right = Math.min(widthPx - 1, x0 + 1) * channels;
  const upper = Math.max(0, y0) * widthPx * channels;
  const lower = Math.min(heightPx - 1, y0 + 1) * widthPx * channels;
  for (let ch = 0; ch < channels; ch++) {
    const top = (data[upper + left + ch] ?? 0) * (1 - fx) + (data[upper + right + ch] ?? 0) * fx;
    const low = (data[lower + left + ch] ?? 0) * (1 - fx) + (data[lower + right + ch] ?? 0) * fx;
    line[out + ch] = (line[out + ch] ?? 0) + top * (1 - fy) + low * fy;
  }
}
