import type { InkPlane } from './ink-plane.ts';

/** Bilinear between pixels; beyond the plane is paper. Called for every pixel of every line: nothing is allocated. */
export function darkAt(plane: InkPlane, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const upper = pixel(plane, left, top) * (1 - fx) + pixel(plane, left + 1, top) * fx;
  const lower = pixel(plane, left, top + 1) * (1 - fx) + pixel(plane, left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

function pixel({ widthPx, heightPx, data }: InkPlane, x: number, y: number): number {
  return x < 0 || y < 0 || x >= widthPx || y >= heightPx ? 0 : (data[y * widthPx + x] ?? 0);
}
