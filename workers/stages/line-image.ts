import { darkAt } from './dark-at.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';
import type { TextRow } from './text-rows.ts';

/** Height the line recogniser was trained at. */
export const LINE_HEIGHT_PX = 48;
const MOST_WIDTH_PX = 960;
const MARGIN_MM = 0.35;

/** A row as the recogniser takes it: paper 1, ink −1, 48 px high, with where it came from. */
export type LineImage = Readonly<{
  widthPx: number;
  values: Float32Array;
  /** Column of the cut at the image's left edge, and columns of the cut per column of the image. */
  leftPx: number;
  scale: number;
}>;

export function lineImage(plane: InkPlane, row: TextRow, pxPerMm: number): LineImage {
  const margin = Math.round(MARGIN_MM * pxPerMm);
  const [left, top] = [row.left - margin, row.top - Math.round(margin / 3)];
  const width = row.right - row.left + 2 * margin;
  const height = row.bottom - row.top + 2 * Math.round(margin / 3);
  const cut = cropPlane(plane, left, top, width, height);
  const scale = height / LINE_HEIGHT_PX;
  const widthPx = Math.max(16, Math.min(MOST_WIDTH_PX, Math.round(width / scale)));
  const values = new Float32Array(widthPx * LINE_HEIGHT_PX);
  for (let y = 0; y < LINE_HEIGHT_PX; y++) {
    for (let x = 0; x < widthPx; x++) {
      values[y * widthPx + x] = 1 - (2 * meanDark(cut, x * scale, y * scale, scale)) / 255;
    }
  }
  return { widthPx, values, leftPx: left, scale };
}

/** A row this much longer than high, and inked across at least this share of it, may be a bar code's. */
const LONG_PX = 10 * LINE_HEIGHT_PX;
const INKED_ACROSS = 0.4;
/** Strokes across make the upright runs of any text far shorter than its tallest: 0.42 of it at most was seen. */
const UPRIGHT_SHARE = 0.6;
/** Some stroke of any row of text stands higher than this. */
const LEAST_STROKE_PX = 0.23 * LINE_HEIGHT_PX;
/** Ink, of the darkest there is in the row. */
const INKED = 0.4;
const FAINTEST = 0.47;

/**
 * Whether a long row may hold text at all. Slices of a bar code that was not made out are upright strokes and nothing
 * else; what is left of rules has no upright stroke. Short rows are always looked at: 1111 is nothing else either.
 */
export function mayBeText({ widthPx, values }: LineImage): boolean {
  if (widthPx < LONG_PX) return true;
  let darkest = 1;
  for (let i = 0; i < values.length; i++) darkest = Math.min(darkest, values[i] ?? 1);
  const level = 1 - Math.max(FAINTEST, INKED * (1 - darkest));
  let ink = 0;
  let runs = 0;
  let inked = 0;
  let tallest = 0;
  for (let x = 0; x < widthPx; x++) {
    const column = columnInk(values, x, widthPx, level);
    ink += column.ink;
    runs += column.runs;
    tallest = Math.max(tallest, column.ink);
    if (column.ink > 0) inked++;
  }
  if (tallest <= LEAST_STROKE_PX) return false;
  return inked < INKED_ACROSS * widthPx || ink / runs < UPRIGHT_SHARE * tallest;
}

/** Ink of one column, and in how many pieces. */
function columnInk(
  values: Float32Array,
  x: number,
  widthPx: number,
  level: number,
): { ink: number; runs: number } {
  let ink = 0;
  let runs = 0;
  let before = false;
  for (let at = x; at < values.length; at += widthPx) {
    const dark = (values[at] ?? 1) <= level;
    if (dark) ink++;
    if (dark && !before) runs++;
    before = dark;
  }
  return { ink, runs };
}

/** Mean over the pixels one target pixel covers; interpolated where it covers less than one. */
function meanDark(cut: InkPlane, x: number, y: number, size: number): number {
  const steps = Math.max(1, Math.round(size));
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      sum += darkAt(
        cut,
        x + ((i + 0.5) * size) / steps - 0.5,
        y + ((j + 0.5) * size) / steps - 0.5,
      );
    }
  }
  return sum / (steps * steps);
}
