import { componentsOf } from './components.ts';
import { darkAt } from './dark-at.ts';
import { cropPlane, type InkPlane, inkFrom } from './ink-plane.ts';
import type { Raster } from './raster.ts';

/** Height of the ink that tesseract reads best (measured: STACK.md, "norm40"). */
const INK_HEIGHT_PX = 40;
const MARGIN_PX = 16;
const LEVEL = 100;

/** Level rows of a piece of text, cleaned of rules and specks, cropped to its ink and brought to 40 px ink height. */
export function normaliseLine(plane: InkPlane, pxPerMm: number): Raster | null {
  const clean = withoutRules(plane, pxPerMm);
  const bounds = inkBounds(clean);
  if (bounds === null) return null;
  const { left, top, right, bottom } = bounds;
  const ink = cropPlane(clean, left, top, right - left, bottom - top);
  const scale = Math.min(6, INK_HEIGHT_PX / ink.heightPx);
  const widthPx = Math.max(1, Math.round(ink.widthPx * scale)) + 2 * MARGIN_PX;
  const heightPx = Math.max(1, Math.round(ink.heightPx * scale)) + 2 * MARGIN_PX;
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const dark = smooth(ink, (x - MARGIN_PX + 0.5) / scale, (y - MARGIN_PX + 0.5) / scale, scale);
      data[y * widthPx + x] = 255 - dark;
    }
  }
  return { widthPx, heightPx, channels: 1, data };
}

/** Takes out specks, and lines that run along (nearly) the whole crop: borders of a sticker, rules of the form. */
function withoutRules(plane: InkPlane, pxPerMm: number): InkPlane {
  const mask = inkFrom(plane.data, LEVEL);
  const data = plane.data.slice();
  for (const piece of componentsOf(mask, plane.widthPx)) {
    const width = piece.right - piece.left;
    const height = piece.bottom - piece.top;
    const long = width > 0.55 * plane.widthPx && height < 0.45 * plane.heightPx;
    const border =
      (piece.top === 0 || piece.bottom === plane.heightPx) && height < 0.3 * plane.heightPx;
    const upright = height > 0.85 * plane.heightPx && width < 0.5 * pxPerMm;
    const speck = piece.pixels.length < 0.02 * pxPerMm * pxPerMm;
    if (!(long || border || upright || speck)) continue;
    for (const pixel of piece.pixels) erase(data, pixel, plane.widthPx);
  }
  return { ...plane, data };
}

/** The soft rim of a line goes with it. */
function erase(data: Uint8Array, pixel: number, widthPx: number): void {
  for (const next of [pixel, pixel - 1, pixel + 1, pixel - widthPx, pixel + widthPx]) {
    if (next >= 0 && next < data.length) data[next] = 0;
  }
}

function inkBounds(
  plane: InkPlane,
): { left: number; top: number; right: number; bottom: number } | null {
  const bounds = { left: plane.widthPx, top: plane.heightPx, right: 0, bottom: 0 };
  for (let y = 0; y < plane.heightPx; y++) {
    for (let x = 0; x < plane.widthPx; x++) {
      if ((plane.data[y * plane.widthPx + x] ?? 0) < LEVEL) continue;
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x + 1);
      bounds.top = Math.min(bounds.top, y);
      bounds.bottom = Math.max(bounds.bottom, y + 1);
    }
  }
  return bounds.right > bounds.left ? bounds : null;
}

/** Bilinear when enlarging; the mean of a small window when shrinking. */
function smooth(ink: InkPlane, x: number, y: number, scale: number): number {
  if (scale >= 1) return darkAt(ink, x - 0.5, y - 0.5);
  const half = 0.25 / scale;
  const sum =
    darkAt(ink, x - half - 0.5, y - half - 0.5) +
    darkAt(ink, x + half - 0.5, y - half - 0.5) +
    darkAt(ink, x - half - 0.5, y + half - 0.5) +
    darkAt(ink, x + half - 0.5, y + half - 0.5);
  return sum / 4;
}
