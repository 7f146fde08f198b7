import { type GreyRaster, shrinkGrey } from './grey.ts';
import { type InkMask, inkIn, inkMask, paperWhite, whiteAt } from './ink-mask.ts';
import type { Point } from './point.ts';

/** A solid dark square found in a scan. Coordinates are those of the full image. */
export type FoundSquare = Readonly<{ centrePx: Point; sidePx: number }>;

/** Side of a mark as a share of the image's shorter edge: a page on a larger glass … a page cropped tight. */
const SIDE_SHARE = { min: 0.011, max: 0.034 };
/** What survives this opening is solid: pen strokes and print are thinner. */
const CORE_SHARE = 0.0065;
/** Dust and JPEG noise inside a mark. */
const CORE_FILL = 0.9;
const MAX_SQUARES = 40;
/** What a square found in the small image may stand beside its place, px of the scan. */
const EDGE_PX = 2;
/** 100 dpi on A4, where a mark is 16 px wide: enough to find it, and its centre is then measured in the scan itself. */
const WORKING_EDGE_PX = 700;

/** Finds solid squares by opening the ink, the most square-like first. */
export function findSquares(grey: GreyRaster, inkShare = 0.6): FoundSquare[] {
  const shorter = Math.min(grey.widthPx, grey.heightPx);
  const factor = Math.max(1, Math.floor(shorter / WORKING_EDGE_PX));
  const small = shrinkGrey(grey, factor);
  const white = paperWhite(small);
  const ink = inkMask(small, white, inkShare);
  const edge = Math.min(small.widthPx, small.heightPx);
  const core = coreOf(ink, Math.max(3, Math.round(edge * CORE_SHARE) | 1));
  return blobs(core.mask, ink.widthPx, ink.heightPx)
    .flatMap((blob) => squareOf(blob, ink, core.windowPx, edge) ?? [])
    .sort((a, b) => b.quality - a.quality)
    .slice(0, MAX_SQUARES)
    .map(({ centre, side }) => {
      const found: FoundSquare = {
        centrePx: [centre[0] * factor, centre[1] * factor],
        sidePx: side * factor,
      };
      const limit = whiteAt(white, centre) * inkShare;
      return factor === 1 ? found : measured(grey, found, limit);
    });
}

/** In two steps: what the first window cut off from the square, the second one holds. */
function measured(grey: GreyRaster, found: FoundSquare, limit: number): FoundSquare {
  const nearer = { ...found, centrePx: centreIn(grey, found, limit) };
  return { ...found, centrePx: centreIn(grey, nearer, limit) };
}

/** Where the ink of a square lies in the scan itself. */
function centreIn(
  { widthPx, heightPx, data }: GreyRaster,
  { centrePx, sidePx }: FoundSquare,
  limit: number,
): Point {
  const half = sidePx / 2 + EDGE_PX;
  const [left, top] = [
    Math.max(0, Math.round(centrePx[0] - half)),
    Math.max(0, Math.round(centrePx[1] - half)),
  ];
  const right = Math.min(widthPx, Math.round(centrePx[0] + half));
  const bottom = Math.min(heightPx, Math.round(centrePx[1] + half));
  let [area, sumX, sumY] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if ((data[y * widthPx + x] ?? 255) >= limit) continue;
      area++;
      sumX += x + 0.5;
      sumY += y + 0.5;
    }
  }
  return area === 0 ? centrePx : [sumX / area, sumY / area];
}

function coreOf(ink: InkMask, windowPx: number): { mask: Uint8Array; windowPx: number } {
  const { widthPx, heightPx } = ink;
  const mask = new Uint8Array(widthPx * heightPx);
  const half = windowPx >> 1;
  const need = windowPx * windowPx * CORE_FILL;
  for (let y = half; y < heightPx - half; y++) {
    const row = y * widthPx;
    for (let x = half; x < widthPx - half; x++) {
      if (ink.mask[row + x] === 1 && inkAround(ink, x, y, half) >= need) mask[row + x] = 1;
    }
  }
  return { mask, windowPx };
}

/** Ink in a window that lies inside the image. */
function inkAround({ integral, widthPx }: InkMask, x: number, y: number, half: number): number {
  const upper = (y - half) * (widthPx + 1) + x - half;
  const lower = upper + (2 * half + 1) * (widthPx + 1);
  const across = 2 * half + 1;
  return (
    (integral[lower + across] ?? 0) -
    (integral[upper + across] ?? 0) -
    (integral[lower] ?? 0) +
    (integral[upper] ?? 0)
  );
}

type Blob = {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
  sumX: number;
  sumY: number;
};

/** Connected regions (four neighbours), by flood fill with an explicit stack. Empties `mask`. */
function blobs(mask: Uint8Array, width: number, height: number): Blob[] {
  const found: Blob[] = [];
  const stack: number[] = [];
  const visit = (index: number): void => {
    if (mask[index] !== 1) return;
    mask[index] = 0;
    stack.push(index);
  };
  for (let start = mask.indexOf(1); start >= 0; start = mask.indexOf(1, start)) {
    const blob: Blob = {
      left: width,
      top: height,
      right: 0,
      bottom: 0,
      area: 0,
      sumX: 0,
      sumY: 0,
    };
    visit(start);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const x = index % width;
      const y = (index - x) / width;
      grow(blob, x, y);
      if (x > 0) visit(index - 1);
      if (x < width - 1) visit(index + 1);
      visit(index - width);
      visit(index + width);
    }
    found.push(blob);
  }
  return found;
}

function grow(blob: Blob, x: number, y: number): void {
  blob.left = Math.min(blob.left, x);
  blob.right = Math.max(blob.right, x);
  blob.top = Math.min(blob.top, y);
  blob.bottom = Math.max(blob.bottom, y);
  blob.area++;
  blob.sumX += x + 0.5;
  blob.sumY += y + 0.5;
}

function squareOf(
  blob: Blob,
  ink: InkMask,
  windowPx: number,
  edge: number,
): { centre: Point; side: number; quality: number } | null {
  const width = blob.right - blob.left + 1;
  const height = blob.bottom - blob.top + 1;
  if (Math.max(width, height) > edge * SIDE_SHARE.max * 1.2) return null;
  const aspect = Math.min(width, height) / Math.max(width, height);
  const fill = blob.area / (width * height);
  const half = (windowPx >> 1) + 1;
  const inside = inkIn(
    ink,
    blob.left - half,
    blob.top - half,
    blob.right + half + 1,
    blob.bottom + half + 1,
  );
  const side = Math.sqrt(inside);
  if (side < edge * SIDE_SHARE.min || side > edge * SIDE_SHARE.max) return null;
  const quiet = quietAround(blob, ink, half, side);
  if (aspect < 0.7 || fill < 0.6 || quiet < 0.5) return null;
  return {
    centre: [blob.sumX / blob.area, blob.sumY / blob.area],
    side,
    quality: aspect * fill * quiet,
  };
}

/** Share of paper in a frame around the blob: a mark stands alone. */
function quietAround(blob: Blob, ink: InkMask, half: number, side: number): number {
  const frame = (by: number): { ink: number; area: number } => {
    const left = Math.max(0, blob.left - by);
    const top = Math.max(0, blob.top - by);
    const right = Math.min(ink.widthPx, blob.right + 1 + by);
    const bottom = Math.min(ink.heightPx, blob.bottom + 1 + by);
    return { ink: inkIn(ink, left, top, right, bottom), area: (right - left) * (bottom - top) };
  };
  const inner = frame(half + Math.ceil(side * 0.08));
  const outer = frame(half + Math.ceil(side * 0.35));
  const area = outer.area - inner.area;
  return area <= 0 ? 0 : 1 - (outer.ink - inner.ink) / area;
}
