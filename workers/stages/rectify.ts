import { mapPoint } from './homography.ts';
import { distance } from './point.ts';
import type { Homography, Raster, RegisteredPage } from './raster.ts';

/** 203 dpi. On 12 a mm no kind of field of finer scans was read better, and a sheet took a sixth more time. */
const PX_PER_MM = 8;

/** Warps a page upright onto 8 pixels a millimetre. What is pasted on is cut from the scan itself (`tilt.ts`). */
export function rectify(
  source: Raster,
  mmToPx: Homography,
  pageMm: { width: number; height: number },
): RegisteredPage {
  const whole = [0, 0, pageMm.width, pageMm.height] as const;
  const raster = warp(source, mmToPx, whole, PX_PER_MM, scaleOf(mmToPx, pageMm));
  return { raster, pxPerMm: PX_PER_MM, source, mmToPx };
}

/** Pixels of the scan to a millimetre, from corner to corner of the page. */
export function scaleOf(
  mmToPx: Homography,
  { width, height }: { width: number; height: number },
): number {
  const corner = mapPoint(mmToPx, [0, 0]);
  const opposite = mapPoint(mmToPx, [width, height]);
  return distance(corner, opposite) / Math.hypot(width, height);
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
  const at = new Float64Array(2 * widthPx * samples);
  const line = new Float64Array(widthPx * channels);
  const stepMm = 1 / pxPerMm / samples;
  for (let y = 0; y < heightPx; y++) {
    line.fill(0);
    for (let s = 0; s < samples; s++) {
      const yMm = top + (y + (s + 0.5) / samples) / pxPerMm;
      placeRow(at, mmToPx, [left, yMm], stepMm);
      addRow(line, source, at, samples);
    }
    const from = y * line.length;
    const area = samples * samples;
    for (let i = 0; i < line.length; i++) data[from + i] = (line[i] ?? 0) / area + 0.5;
  }
  return { widthPx, heightPx, channels, data };
}

/** Where the samples of one row lie in the source: x, y, x, y, … */
function placeRow(
  at: Float64Array,
  matrix: Homography,
  [leftMm, yMm]: readonly [number, number],
  stepMm: number,
): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = matrix;
  const [xOfRow, yOfRow, wOfRow] = [b * yMm, e * yMm, h * yMm];
  for (let k = 0; k < at.length; k += 2) {
    const x = leftMm + (k / 2 + 0.5) * stepMm;
    const w = g * x + wOfRow + i;
    at[k] = (a * x + xOfRow + c) / w - 0.5;
    at[k + 1] = (d * x + yOfRow + f) / w - 0.5;
  }
}

/** Adds one row of samples, `samples` of them to each pixel. The hot loop: plain numbers, no allocation. */
function addRow(line: Float64Array, source: Raster, at: Float64Array, samples: number): void {
  const { channels } = source;
  const lastX = source.widthPx - 1;
  const lastY = source.heightPx - 1;
  const count = at.length / 2;
  for (let k = 0; k < count; k++) {
    const px = at[2 * k] ?? 0;
    const py = at[2 * k + 1] ?? 0;
    const to = ((k / samples) | 0) * channels;
    if (px < 0 || py < 0 || px >= lastX || py >= lastY) addAtEdge(line, source, px, py, to);
    else addInside(line, source, px, py, to);
  }
}

/** Bilinear. */
function addInside(
  line: Float64Array,
  { data, widthPx, channels }: Raster,
  px: number,
  py: number,
  to: number,
): void {
  const x0 = px | 0;
  const y0 = py | 0;
  const fx = px - x0;
  const fy = py - y0;
  const upper = (y0 * widthPx + x0) * channels;
  const lower = upper + widthPx * channels;
  for (let ch = 0; ch < channels; ch++) {
    const top = (data[upper + ch] ?? 0) * (1 - fx) + (data[upper + channels + ch] ?? 0) * fx;
    const low = (data[lower + ch] ?? 0) * (1 - fx) + (data[lower + channels + ch] ?? 0) * fx;
    line[to + ch] = (line[to + ch] ?? 0) + top * (1 - fy) + low * fy;
  }
}

/** The outermost pixels go on for one more, then there is white. */
function addAtEdge(
  line: Float64Array,
  { data, widthPx, heightPx, channels }: Raster,
  px: number,
  py: number,
  to: number,
): void {
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const inside = x0 >= -1 && y0 >= -1 && x0 < widthPx && y0 < heightPx;
  const [fx, fy] = [px - x0, py - y0];
  const left = Math.max(0, x0) * channels;
  const right = Math.min(widthPx - 1, x0 + 1) * channels;
  const upper = Math.max(0, y0) * widthPx * channels;
  const lower = Math.min(heightPx - 1, y0 + 1) * widthPx * channels;
  for (let ch = 0; ch < channels; ch++) {
    const top = (data[upper + left + ch] ?? 0) * (1 - fx) + (data[upper + right + ch] ?? 0) * fx;
    const low = (data[lower + left + ch] ?? 0) * (1 - fx) + (data[lower + right + ch] ?? 0) * fx;
    const so = line[to + ch] ?? 0;
    line[to + ch] = inside ? so + top * (1 - fy) + low * fy : so + 255;
  }
}
