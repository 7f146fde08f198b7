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

/**
 * Normalised correlation (−1…1) of a patch with the same-sized windows of `area` that begin in its first `side`
 * columns and rows, row by row; 0 where either is flat.
 */
export function correlations(patch: Patch, area: Raster, side: number): Float64Array {
  const sums = sumsOf(area);
  const count = patch.widthPx * patch.heightPx;
  const scores = new Float64Array(side * side);
  for (let i = 0; i < scores.length; i++) {
    const left = i % side;
    const top = (i - left) / side;
    const sum = inWindow(sums.values, sums.stride, patch, left, top);
    const squares = inWindow(sums.squares, sums.stride, patch, left, top);
    // The patch has zero mean, so the area's own mean drops out of the product.
    const norm = Math.sqrt(Math.max(0, squares - (sum * sum) / count)) * patch.norm;
    scores[i] = norm < 1 ? 0 : productAt(patch, area, left, top) / norm;
  }
  return scores;
}

function productAt(patch: Patch, area: Raster, left: number, top: number): number {
  let product = 0;
  let at = 0;
  for (let y = 0; y < patch.heightPx; y++) {
    const from = (top + y) * area.widthPx + left;
    for (let x = 0; x < patch.widthPx; x++) {
      product += (area.data[from + x] ?? 255) * (patch.values[at++] ?? 0);
    }
  }
  return product;
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
