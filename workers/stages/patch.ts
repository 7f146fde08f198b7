import type { Raster } from './raster.ts';

/** A grey patch with its mean taken out, and the length of what is left. */
export type Patch = Readonly<{
  widthPx: number;
  heightPx: number;
  values: Float32Array;
  norm: number;
}>;

export function patchOf(raster: Raster): Patch {
  const { widthPx, heightPx, data } = raster;
  const mean = data.reduce((sum, value) => sum + value, 0) / Math.max(1, data.length);
  const values = new Float32Array(data).map((value) => value - mean);
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { widthPx, heightPx, values, norm };
}

/** Sums and sums of squares over everything above and left of each place, so that any window takes four look-ups. */
type Sums = Readonly<{ stride: number; values: Float64Array; squares: Float64Array }>;

/** How far a patch is looked for to each side, px. */
export const REACH_PX = 3;
const SHIFTS = 2 * REACH_PX + 1;

/**
 * Normalised correlation (−1…1) of a patch with the same-sized windows of `area`, which is `REACH_PX` larger on each
 * side: seven rows of seven shifts; 0 where either is flat.
 */
export function correlations(patch: Patch, area: Raster): Float64Array {
  const sums = sumsOf(area);
  const count = patch.widthPx * patch.heightPx;
  const scores = new Float64Array(SHIFTS * SHIFTS);
  for (let top = 0; top < SHIFTS; top++) addProducts(scores, patch, area, top);
  for (let i = 0; i < scores.length; i++) {
    const left = i % SHIFTS;
    const top = (i - left) / SHIFTS;
    const sum = inWindow(sums.values, sums.stride, patch, left, top);
    const squares = inWindow(sums.squares, sums.stride, patch, left, top);
    // The patch has zero mean, so the area's own mean drops out of the product.
    const norm = Math.sqrt(Math.max(0, squares - (sum * sum) / count)) * patch.norm;
    scores[i] = norm < 1 ? 0 : (scores[i] ?? 0) / norm;
  }
  return scores;
}

/** The products of one row of shifts, all seven in one pass over the patch: each value is fetched once. */
function addProducts(
  scores: Float64Array,
  patch: Patch,
  { widthPx, data }: Raster,
  top: number,
): void {
  let [p0, p1, p2, p3, p4, p5, p6] = [0, 0, 0, 0, 0, 0, 0];
  let at = 0;
  for (let y = 0; y < patch.heightPx; y++) {
    let from = (top + y) * widthPx;
    let d0 = data[from++] ?? 255;
    let d1 = data[from++] ?? 255;
    let d2 = data[from++] ?? 255;
    let d3 = data[from++] ?? 255;
    let d4 = data[from++] ?? 255;
    let d5 = data[from++] ?? 255;
    for (let x = 0; x < patch.widthPx; x++) {
      const value = patch.values[at++] ?? 0;
      const d6 = data[from++] ?? 255;
      p0 += d0 * value;
      p1 += d1 * value;
      p2 += d2 * value;
      p3 += d3 * value;
      p4 += d4 * value;
      p5 += d5 * value;
      p6 += d6 * value;
      [d0, d1, d2, d3, d4, d5] = [d1, d2, d3, d4, d5, d6];
    }
  }
  scores.set([p0, p1, p2, p3, p4, p5, p6], top * SHIFTS);
}

function sumsOf({ widthPx, heightPx, data }: Raster): Sums {
  const stride = widthPx + 1;
  const values = new Float64Array(stride * (heightPx + 1));
  const squares = new Float64Array(values.length);
  for (let y = 0; y < heightPx; y++) {
    let [sum, square] = [0, 0];
    for (let x = 0; x < widthPx; x++) {
      const value = data[y * widthPx + x] ?? 0;
      sum += value;
      square += value * value;
      const at = (y + 1) * stride + x + 1;
      values[at] = (values[at - stride] ?? 0) + sum;
      squares[at] = (squares[at - stride] ?? 0) + square;
    }
  }
  return { stride, values, squares };
}

function inWindow(
  sums: Float64Array,
  stride: number,
  { widthPx, heightPx }: Patch,
  left: number,
  top: number,
): number {
  const upper = top * stride + left;
  const lower = upper + heightPx * stride;
  return (
    (sums[lower + widthPx] ?? 0) -
    (sums[upper + widthPx] ?? 0) -
    (sums[lower] ?? 0) +
    (sums[upper] ?? 0)
  );
}
