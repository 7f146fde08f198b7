import type { BoxMm } from '../../schemas/reading.ts';
import { type Component, componentsOf } from './components.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';
import type { Shift } from './locate-boxes.ts';

/** What stands in one digit box, ready for the network. */
export type BoxInk = Readonly<{
  /** 28 × 28, 0..1, framed as MNIST frames its digits; `null` where there is no ink to speak of. */
  image: Float32Array | null;
  inkMm2: number;
  /** Height of the ink over the height of the box: a digit fills a good part of it, dirt does not. */
  heightShare: number;
}>;

/** The printed frame reaches this far outside the inner edge of the box. */
const FRAME_MM = 0.55;
/** Strokes that leave the box above or below are followed this far. */
const FOLLOW_MM = 1.1;
/** Registration is good to about this much, so the outermost rim may still hold frame. */
const RIM_MM = 0.14;
const LEAST_LEVEL = 60;
/** Of the darkest ink in the box; keeps pale pens whole without letting paper grain in. */
const LEVEL_SHARE = 0.4;
/** Below this there is no ink in the box: the thinnest written 1 has 0.6 mm². */
const LEAST_INK_MM2 = 0.2;
const SPECK_MM2 = 0.06;

export function boxInk(plane: InkPlane, pxPerMm: number, boxMm: BoxMm, shift: Shift): BoxInk {
  const [x, y, width, height] = boxMm;
  const follow = Math.round((FRAME_MM + FOLLOW_MM) * pxPerMm);
  const rim = RIM_MM * pxPerMm;
  const left = Math.round(x * pxPerMm + shift.dxPx + rim);
  const top = Math.round(y * pxPerMm + shift.dyPx);
  const inside = {
    width: Math.max(1, Math.round(width * pxPerMm - 2 * rim)),
    height: Math.max(1, Math.round(height * pxPerMm)),
  };
  const crop = cropPlane(plane, left, top - follow, inside.width, inside.height + 2 * follow);
  const rows = { first: follow + Math.round(rim), last: follow + inside.height - Math.round(rim) };
  const level = inkLevel(crop, rows);
  const mask = crossings(crop, rows, Math.round((FRAME_MM + RIM_MM) * pxPerMm), level);
  const kept = componentsOf(mask, crop.widthPx).filter((piece) =>
    belongs(piece, rows, crop, pxPerMm),
  );
  const inkMm2 = kept.reduce((sum, piece) => sum + piece.pixels.length, 0) / (pxPerMm * pxPerMm);
  if (inkMm2 < LEAST_INK_MM2) return { image: null, inkMm2, heightShare: 0 };
  const bounds = boundsOf(kept);
  return {
    image: framed(crop, kept, bounds, level),
    inkMm2,
    heightShare: (bounds.bottom - bounds.top) / inside.height,
  };
}

type Rows = { first: number; last: number };

function inkLevel(crop: InkPlane, rows: Rows): number {
  const inner = crop.data.slice(rows.first * crop.widthPx, rows.last * crop.widthPx).sort();
  const dark = inner[Math.floor(inner.length * 0.985)] ?? 0;
  return Math.max(LEAST_LEVEL, dark * LEVEL_SHARE);
}

/** Inside the box all ink counts; in the frame's own rows only columns where ink goes on, on both sides of it. */
function crossings(crop: InkPlane, rows: Rows, bandPx: number, level: number): Uint8Array {
  const { widthPx, heightPx, data } = crop;
  const ink = Uint8Array.from(data, (dark) => (dark >= level ? 1 : 0));
  const mask = new Uint8Array(data.length);
  mask.set(ink.subarray(rows.first * widthPx, rows.last * widthPx), rows.first * widthPx);
  const column = (x: number, from: number, to: number) => {
    for (let y = from; y < to; y++) mask[y * widthPx + x] = ink[y * widthPx + x] ?? 0;
  };
  for (let x = 0; x < widthPx; x++) {
    const reach = (row: number) => inkNear(ink, widthPx, heightPx, x, row, bandPx);
    if (ink[rows.first * widthPx + x] === 1 && reach(rows.first - bandPx)) {
      column(x, 0, rows.first);
    }
    if (ink[(rows.last - 1) * widthPx + x] === 1 && reach(rows.last - 1 + bandPx)) {
      column(x, rows.last, heightPx);
    }
  }
  return mask;
}

/** Any ink of row `y` within `reachPx` columns: a stroke that leans may leave the frame a little to the side. */
function inkNear(
  ink: Uint8Array,
  widthPx: number,
  heightPx: number,
  x: number,
  y: number,
  reachPx: number,
): boolean {
  if (y < 0 || y >= heightPx) return false;
  const from = y * widthPx + Math.max(0, x - reachPx);
  const to = y * widthPx + Math.min(widthPx, x + reachPx + 1);
  return ink.subarray(from, to).includes(1);
}

/** Drops specks, ink wholly outside the box, and slivers of frame lying along an edge. */
function belongs(piece: Component, rows: Rows, crop: InkPlane, pxPerMm: number): boolean {
  if (piece.pixels.length < SPECK_MM2 * pxPerMm * pxPerMm) return false;
  if (piece.bottom <= rows.first || piece.top >= rows.last) return false;
  const width = piece.right - piece.left;
  const height = piece.bottom - piece.top;
  const sliver = 0.42 * pxPerMm;
  const edge = 0.3 * pxPerMm;
  const atSide = piece.left < edge || piece.right > crop.widthPx - edge;
  if (atSide && width <= sliver) return false;
  const atEnd = piece.top < rows.first + edge || piece.bottom > rows.last - edge;
  return !(atEnd && height <= sliver && width > height);
}

type Bounds = { left: number; top: number; right: number; bottom: number };

function boundsOf(pieces: readonly Component[]): Bounds {
  return {
    left: Math.min(...pieces.map((piece) => piece.left)),
    top: Math.min(...pieces.map((piece) => piece.top)),
    right: Math.max(...pieces.map((piece) => piece.right)),
    bottom: Math.max(...pieces.map((piece) => piece.bottom)),
  };
}

const SIDE = 28;
const INNER = 20;

/** Longer side 20 px, centre of mass in the middle of 28 × 28: what the network was trained on. */
function framed(
  crop: InkPlane,
  pieces: readonly Component[],
  bounds: Bounds,
  level: number,
): Float32Array {
  const ink = new Float32Array(crop.data.length);
  const darks: number[] = [];
  for (const piece of pieces) for (const pixel of piece.pixels) darks.push(crop.data[pixel] ?? 0);
  const full = darks.sort((a, b) => a - b)[Math.floor(darks.length * 0.7)] ?? 255;
  for (const piece of pieces) {
    for (const pixel of piece.pixels) {
      const above = ((crop.data[pixel] ?? 0) - level * 0.5) / Math.max(1, full - level * 0.5);
      ink[pixel] = Math.max(0, Math.min(1, above));
    }
  }
  const width = bounds.right - bounds.left;
  const height = bounds.bottom - bounds.top;
  const step = Math.max(width, height) / INNER;
  const centre = massCentre(ink, crop.widthPx, bounds);
  const out = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const left = centre.x + (x - SIDE / 2) * step;
      const top = centre.y + (y - SIDE / 2) * step;
      out[y * SIDE + x] = meanIn(ink, crop.widthPx, left, top, step);
    }
  }
  return out;
}

function massCentre(ink: Float32Array, widthPx: number, bounds: Bounds): { x: number; y: number } {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = bounds.top; y < bounds.bottom; y++) {
    for (let x = bounds.left; x < bounds.right; x++) {
      const value = ink[y * widthPx + x] ?? 0;
      sum += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  }
  return { x: sumX / Math.max(sum, 1e-6), y: sumY / Math.max(sum, 1e-6) };
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
