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

/** Normalised correlation (−1…1) of a patch with the same-sized window of `area`; 0 where either is flat. */
export function correlateAt(patch: Patch, area: Raster, left: number, top: number): number {
  let product = 0;
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < patch.heightPx; y++) {
    let from = (top + y) * area.widthPx + left;
    let at = y * patch.widthPx;
    for (let x = 0; x < patch.widthPx; x++) {
      const value = area.data[from++] ?? 255;
      product += value * (patch.values[at++] ?? 0);
      sum += value;
      squares += value * value;
    }
  }
  const count = patch.widthPx * patch.heightPx;
  // The patch has zero mean, so the area's own mean drops out of the product.
  const norm = Math.sqrt(Math.max(0, squares - (sum * sum) / count)) * patch.norm;
  return norm < 1 ? 0 : product / norm;
}
