import type { GreyRaster } from './grey.ts';

/** 1 where ink darkens the paper. `integral` answers "how much ink in this rectangle" in four look-ups. */
export type InkMask = Readonly<{
  widthPx: number;
  heightPx: number;
  mask: Uint8Array;
  integral: Uint32Array;
}>;

/** What the paper itself looks like around each block: shadows and grey lids move it, ink does not. */
export type PaperWhite = Readonly<{
  blockPx: number;
  columns: number;
  rows: number;
  level: Uint8Array;
  /** The brightest paper within each block alone. */
  bright: Uint8Array;
  /** How often each of the 256 values occurs in each block. */
  counts: Uint32Array;
}>;

export const VALUES = 256;
/** About 5 mm on a page that fills the image. */
const BLOCKS_ACROSS = 40;
const BRIGHT_SHARE = 0.9;
/** Blocks to each side from which the paper's white is taken: wider than anything printed solid. */
const REACH_BLOCKS = 2;

export function paperWhite(grey: GreyRaster): PaperWhite {
  const blockPx = Math.max(4, Math.round(Math.min(grey.widthPx, grey.heightPx) / BLOCKS_ACROSS));
  const columns = Math.ceil(grey.widthPx / blockPx);
  const rows = Math.ceil(grey.heightPx / blockPx);
  const counts = countsOf(grey, blockPx, columns, rows);
  const bright = new Uint8Array(columns * rows).map((_, block) =>
    brightOf(counts.subarray(block * VALUES, (block + 1) * VALUES)),
  );
  const level = new Uint8Array(bright.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      level[row * columns + column] = maxAround(bright, columns, rows, column, row);
    }
  }
  return { blockPx, columns, rows, level, bright, counts };
}

/** White of the paper around a pixel. */
export function whiteAt(white: PaperWhite, [x, y]: readonly [number, number]): number {
  const column = Math.min(white.columns - 1, Math.floor(x / white.blockPx));
  const row = Math.min(white.rows - 1, Math.floor(y / white.blockPx));
  return white.level[row * white.columns + column] ?? 255;
}

/** Ink is darker than `share` of the paper's white around it. */
export function inkMask(grey: GreyRaster, white: PaperWhite, share: number): InkMask {
  const { widthPx, heightPx } = grey;
  const mask = darkerThan(grey, white, share);
  return { widthPx, heightPx, mask, integral: integralOf(mask, widthPx) };
}

/** The mask alone. */
export function darkerThan(grey: GreyRaster, white: PaperWhite, share: number): Uint8Array {
  const { widthPx, heightPx, data } = grey;
  const mask = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const levels = Math.floor(y / white.blockPx) * white.columns;
    for (let column = 0; column < white.columns; column++) {
      const limit = (white.level[levels + column] ?? 255) * share;
      const from = y * widthPx + column * white.blockPx;
      const to = y * widthPx + Math.min(widthPx, (column + 1) * white.blockPx);
      for (let i = from; i < to; i++) if ((data[i] ?? 255) < limit) mask[i] = 1;
    }
  }
  return mask;
}

function integralOf(mask: Uint8Array, widthPx: number): Uint32Array {
  const stride = widthPx + 1;
  const integral = new Uint32Array(stride * (mask.length / widthPx + 1));
  let at = stride;
  for (let row = 0; row < mask.length; row += widthPx) {
    let sum = 0;
    at++;
    for (let i = row; i < row + widthPx; i++) {
      sum += mask[i] ?? 0;
      integral[at] = (integral[at - stride] ?? 0) + sum;
      at++;
    }
  }
  return integral;
}

/** Ink pixels in a rectangle, `right` and `bottom` exclusive; clipped to the image. */
export function inkIn(
  ink: InkMask,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const x0 = clamp(left, ink.widthPx);
  const x1 = clamp(right, ink.widthPx);
  const y0 = clamp(top, ink.heightPx) * (ink.widthPx + 1);
  const y1 = clamp(bottom, ink.heightPx) * (ink.widthPx + 1);
  const { integral } = ink;
  return (
    (integral[y1 + x1] ?? 0) -
    (integral[y0 + x1] ?? 0) -
    (integral[y1 + x0] ?? 0) +
    (integral[y0 + x0] ?? 0)
  );
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, Math.round(value)));
}

function countsOf(
  { widthPx, heightPx, data }: GreyRaster,
  blockPx: number,
  columns: number,
  rows: number,
): Uint32Array {
  const counts = new Uint32Array(columns * rows * VALUES);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.floor(y / blockPx) * columns;
    for (let column = 0; column < columns; column++) {
      const block = (row + column) * VALUES;
      const from = y * widthPx + column * blockPx;
      const to = y * widthPx + Math.min(widthPx, (column + 1) * blockPx);
      for (let i = from; i < to; i++) {
        const at = block + (data[i] ?? 0);
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  }
  return counts;
}

function brightOf(counts: Uint32Array): number {
  let total = 0;
  for (let value = 0; value < VALUES; value++) total += counts[value] ?? 0;
  let rest = BRIGHT_SHARE * total;
  for (let value = 0; value < VALUES; value++) {
    rest -= counts[value] ?? 0;
    if (rest <= 0) return value;
  }
  return VALUES - 1;
}

function maxAround(
  bright: Uint8Array,
  columns: number,
  rows: number,
  column: number,
  row: number,
): number {
  let max = 0;
  for (let y = Math.max(0, row - REACH_BLOCKS); y <= Math.min(rows - 1, row + REACH_BLOCKS); y++) {
    const from = y * columns + Math.max(0, column - REACH_BLOCKS);
    const to = y * columns + Math.min(columns - 1, column + REACH_BLOCKS);
    for (let i = from; i <= to; i++) max = Math.max(max, bright[i] ?? 0);
  }
  return max;
}
