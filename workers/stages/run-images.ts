import { darkAt } from './dark-at.ts';
import { digitImage } from './digit-image.ts';
import type { DigitRun, Token } from './digit-runs.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';
import { LINE_HEIGHT_PX, type LineImage } from './line-image.ts';

const LEVEL = 85;

/** A character as the digit network takes it. */
export function tokenImage(
  plane: InkPlane,
  { left, top, right, bottom, pixels }: Token,
): Float32Array {
  const crop = cropPlane(plane, left, top, right - left, bottom - top);
  const own = pixels.map((pixel) => {
    const x = pixel % plane.widthPx;
    return ((pixel - x) / plane.widthPx - top) * crop.widthPx + x - left;
  });
  return digitImage(crop, own, LEVEL);
}

/** The same upside down. */
export const overturned = (image: Float32Array): Float32Array => image.toReversed();

/** Room round a line, in heights of its characters. */
const ROUND = 0.15;
const MOST_WIDTH_PX = 960;

/** Part of a run as the line reader takes it: made level, and nothing in it but its characters. */
export function runImage(plane: InkPlane, run: DigitRun): LineImage {
  const { tokens } = run;
  const left = Math.min(...tokens.map((token) => token.left));
  const right = Math.max(...tokens.map((token) => token.right));
  const line = baseline(tokens);
  const heightPx = Math.max(...tokens.map((token) => token.bottom - token.top)) * (1 + 2 * ROUND);
  const scale = heightPx / LINE_HEIGHT_PX;
  const leftPx = left - ROUND * heightPx;
  const width = right - left + 2 * ROUND * heightPx;
  const widthPx = Math.max(16, Math.min(MOST_WIDTH_PX, Math.round(width / scale)));
  const values = new Float32Array(widthPx * LINE_HEIGHT_PX).fill(1);
  const own = onlyTokens(plane, tokens);
  for (let x = 0; x < widthPx; x++) {
    const px = leftPx + (x + 0.5) * scale;
    const middle = line.middle + line.slope * px;
    for (let y = 0; y < LINE_HEIGHT_PX; y++) {
      const py = middle + (y + 0.5 - LINE_HEIGHT_PX / 2) * scale;
      const dark = darkAt(own.plane, px - own.left - 0.5, py - own.top - 0.5);
      values[y * widthPx + x] = 1 - (2 * dark) / 255;
    }
  }
  return { widthPx, values, leftPx, scale };
}

/** Least squares through the middles of the characters. */
function baseline(tokens: readonly Token[]): { middle: number; slope: number } {
  const points = tokens.map(({ left, right, top, bottom }) => ({
    x: (left + right) / 2,
    y: (top + bottom) / 2,
  }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / Math.max(1, points.length);
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  const together = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  const slope = spread > 0 ? together / spread : 0;
  return { middle: my - slope * mx, slope };
}

function onlyTokens(plane: InkPlane, tokens: readonly Token[]) {
  const left = Math.min(...tokens.map((token) => token.left)) - 2;
  const top = Math.min(...tokens.map((token) => token.top)) - 2;
  const right = Math.max(...tokens.map((token) => token.right)) + 2;
  const bottom = Math.max(...tokens.map((token) => token.bottom)) + 2;
  const crop = cropPlane(plane, left, top, right - left, bottom - top);
  const near = new Uint8Array(crop.data.length);
  for (const token of tokens) {
    for (const pixel of token.pixels) {
      const x = (pixel % plane.widthPx) - left;
      const y = Math.floor(pixel / plane.widthPx) - top;
      for (const at of [0, 1, -1, crop.widthPx, -crop.widthPx]) near[y * crop.widthPx + x + at] = 1;
    }
  }
  const data = crop.data.map((dark, at) => (near[at] === 1 ? dark : 0));
  return { left, top, plane: { ...crop, data } };
}
