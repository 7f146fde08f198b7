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

/** Mean over the pixels one target pixel covers; interpolated where it covers less than one. */
function meanDark(cut: InkPlane, x: number, y: number, size: number): number {
  const steps = Math.max(1, Math.round(size));
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      sum += bilinear(
        cut,
        x + ((i + 0.5) * size) / steps - 0.5,
        y + ((j + 0.5) * size) / steps - 0.5,
      );
    }
  }
  return sum / (steps * steps);
}

function bilinear({ widthPx, heightPx, data }: InkPlane, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = (px: number, py: number): number =>
    px < 0 || py < 0 || px >= widthPx || py >= heightPx ? 0 : (data[py * widthPx + px] ?? 0);
  const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
  const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}
