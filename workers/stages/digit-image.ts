import type { InkPlane } from './ink-plane.ts';

const SIDE = 28;
const INNER = 20;
/** Pixels darker than this share of the stroke's own tone are full ink. */
const FULL_TONE = 0.7;

/** Pixels of one digit as MNIST frames them: longer side 20 px, centre of mass in the middle of 28 × 28. */
export function digitImage(crop: InkPlane, pixels: readonly number[], level: number): Float32Array {
  const ink = toned(crop, pixels, level);
  const { side, x, y } = extent(ink, pixels, crop.widthPx);
  const step = side / INNER;
  const out = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const left = x + (column - SIDE / 2) * step;
      const top = y + (row - SIDE / 2) * step;
      out[row * SIDE + column] = meanIn(ink, crop.widthPx, left, top, step);
    }
  }
  return out;
}

/** Grey edges kept, tone stretched: a pale pen and a black one look alike. */
function toned(crop: InkPlane, pixels: readonly number[], level: number): Float32Array {
  const darks = pixels.map((pixel) => crop.data[pixel] ?? 0).sort((a, b) => a - b);
  const full = darks[Math.floor(darks.length * FULL_TONE)] ?? 255;
  const floor = level * 0.5;
  const ink = new Float32Array(crop.data.length);
  for (const pixel of pixels) {
    const above = ((crop.data[pixel] ?? 0) - floor) / Math.max(1, full - floor);
    ink[pixel] = Math.max(0, Math.min(1, above));
  }
  return ink;
}

/** Longer side of the ink, and its centre of mass. */
function extent(
  ink: Float32Array,
  pixels: readonly number[],
  widthPx: number,
): { side: number; x: number; y: number } {
  const box = { left: widthPx, top: ink.length, right: 0, bottom: 0 };
  const mass = { total: 1e-6, x: 0, y: 0 };
  for (const pixel of pixels) {
    const x = pixel % widthPx;
    const y = Math.floor(pixel / widthPx);
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
    const value = ink[pixel] ?? 0;
    mass.total += value;
    mass.x += value * (x + 0.5);
    mass.y += value * (y + 0.5);
  }
  const side = Math.max(box.right - box.left, box.bottom - box.top);
  return { side, x: mass.x / mass.total, y: mass.y / mass.total };
}

/** Exact mean of a square window of the image; outside it is paper. */
function meanIn(
  ink: Float32Array,
  widthPx: number,
  left: number,
  top: number,
  size: number,
): number {
  const heightPx = ink.length / widthPx;
  let sum = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(heightPx, top + size); y++) {
    const tall = Math.min(y + 1, top + size) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(widthPx, left + size); x++) {
      const wide = Math.min(x + 1, left + size) - Math.max(x, left);
      sum += (ink[y * widthPx + x] ?? 0) * wide * tall;
    }
  }
  return sum / (size * size);
}
