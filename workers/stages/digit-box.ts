import type { BoxMm } from '../../schemas/reading.ts';
import { type Component, componentsOf } from './components.ts';
import { digitImage } from './digit-image.ts';
import { type EdgesPx, streaksOf, withoutFrames } from './frame-lines.ts';
import { cropPlane, type InkPlane, inkFrom } from './ink-plane.ts';
import type { Shift } from './locate-boxes.ts';
import { isPrinted, type Printed } from './printed.ts';

/** What stands in one digit box, ready for the network. */
export type BoxInk = Readonly<{
  /** 28 × 28, 0..1, framed as MNIST frames its digits; `null` where there is no ink to speak of. */
  image: Float32Array | null;
  inkMm2: number;
  /** Height of the ink over the height of the box: a digit fills a good part of it, dirt does not. */
  heightShare: number;
  /** All of it keeps to one side of the box: the rest of a frame line may look like a 1. */
  atSide: boolean;
  /**
   * A scanner's streak runs through the box, ink at its rim was taken for frame, or its strokes are thicker than its
   * neighbours', as of a digit written over another: a doubt that must stay.
   */
  soiled: boolean;
}>;

/** Strokes that leave the box are followed this far. */
const FOLLOW_MM = 1.7;
/** Beyond this from a box the words beside it (年, 月, 度) are taken out; nearer there is only its frame. */
const PRINT_FROM_MM = 0.9;
const LEAST_LEVEL = 60;
/** Of the darkest ink in the boxes; keeps pale pens whole without letting paper grain in. */
const LEVEL_SHARE = 0.4;
/** Below this there is no ink in the box: the thinnest written 1 has 0.6 mm². */
const LEAST_INK_MM2 = 0.2;
const SPECK_MM2 = 0.06;
const RIM_MM = 0.6;
/** Every digit but a 1 is wider than this, and a 1 seldom stands so near to a side. */
const SIDE_MM = 1;
/** Strokes of one hand in one field differ by less: 1.34 times is the 99th of a hundred real digits. */
const THICK = 1.4;
/** So much ink left at the rim could be a stroke written on the frame. */
const SOILED_MM2 = 0.8;
/** Ink of a piece that must lie inside the box it belongs to. */
const INSIDE_SHARE = 0.25;
/** A piece with this much of itself in a second box is two digits that touch. */
const TOUCHING_SHARE = 0.3;

/** Cleans the boxes of one field together, so that a stroke over a frame goes to the box its digit is in. */
export function boxInks(
  plane: InkPlane,
  pxPerMm: number,
  boxesMm: readonly BoxMm[],
  shift: Shift,
  printed: Printed | null,
): BoxInk[] {
  const follow = Math.round(FOLLOW_MM * pxPerMm);
  const placed = boxesMm.map((box) => edgesPx(box, pxPerMm, shift));
  const left = Math.min(...placed.map((box) => box.left)) - follow;
  const top = Math.min(...placed.map((box) => box.top)) - follow;
  const right = Math.max(...placed.map((box) => box.right)) + follow;
  const bottom = Math.max(...placed.map((box) => box.bottom)) + follow;
  const strip = cropPlane(plane, left, top, right - left, bottom - top);
  const boxes = placed.map((box) => ({
    left: box.left - left,
    top: box.top - top,
    right: box.right - left,
    bottom: box.bottom - top,
  }));
  const level = inkLevel(strip, boxes);
  const { widthPx, heightPx } = strip;
  const near = boxes.map((box) => grown(box, Math.round(PRINT_FROM_MM * pxPerMm)));
  const mask = inkFrom(strip.data, level);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0 || isInAny(near, pixel, widthPx)) continue;
    const xMm = (left + (pixel % widthPx) - shift.dxPx + 0.5) / pxPerMm;
    const yMm = (top + Math.floor(pixel / widthPx) - shift.dyPx + 0.5) / pxPerMm;
    if (isPrinted(printed, xMm, yMm)) mask[pixel] = 0;
  }
  const ink = { widthPx, heightPx, mask };
  const streaks = streaksOf(strip, level, boxes, pxPerMm);
  const bare = withoutFrames(ink, boxes, streaks, pxPerMm);
  const owned = ownPieces(componentsOf(bare, widthPx), boxes, widthPx, pxPerMm);
  const drawn = boxes.map((box, at) =>
    digitOf(strip, box, owned[at]?.pixels ?? [], level, pxPerMm),
  );
  return boxes.map((box, at) => {
    const { strokePx, ...digit } = drawn[at] ?? NOTHING;
    const streaked = streaks.some((x) => x >= box.left && x < box.right);
    const rimmed = (owned[at]?.rimPx ?? 0) >= SOILED_MM2 * pxPerMm * pxPerMm;
    const others = drawn.flatMap((other, i) => (i === at ? [] : [other.strokePx]));
    return { ...digit, soiled: streaked || rimmed || isThick(strokePx, others) };
  });
}

function isThick(strokePx: number, others: readonly number[]): boolean {
  const written = others.filter((px) => px > 0).sort((a, b) => a - b);
  const usual = written[Math.floor(written.length / 2)];
  return usual !== undefined && strokePx > THICK * usual;
}

function edgesPx([x, y, width, height]: BoxMm, pxPerMm: number, shift: Shift): EdgesPx {
  return {
    left: Math.round(x * pxPerMm) + shift.dxPx,
    top: Math.round(y * pxPerMm) + shift.dyPx,
    right: Math.round((x + width) * pxPerMm) + shift.dxPx,
    bottom: Math.round((y + height) * pxPerMm) + shift.dyPx,
  };
}

function inkLevel(strip: InkPlane, boxes: readonly EdgesPx[]): number {
  const inner = boxes.flatMap(({ left, top, right, bottom }) =>
    Array.from({ length: Math.max(0, bottom - top - 4) }, (_, row) => {
      const from = (top + 2 + row) * strip.widthPx;
      return strip.data.subarray(from + left + 2, from + right - 2);
    }),
  );
  const sorted = Buffer.concat(inner).sort();
  const dark = sorted[Math.floor(sorted.length * 0.985)] ?? 0;
  return Math.max(LEAST_LEVEL, dark * LEVEL_SHARE);
}

type Owned = { pixels: number[]; rimPx: number };

/** Pixels of ink for each box: whole pieces go to the box that holds most of them. */
function ownPieces(
  pieces: readonly Component[],
  boxes: readonly EdgesPx[],
  widthPx: number,
  pxPerMm: number,
): Owned[] {
  const owned: Owned[] = boxes.map(() => ({ pixels: [], rimPx: 0 }));
  for (const piece of pieces) {
    if (piece.pixels.length < SPECK_MM2 * pxPerMm * pxPerMm) continue;
    const shares = sharesOf(piece, boxes, widthPx);
    const [most] = shares;
    if (most === undefined) continue;
    const rim = isRim(piece, most.box, widthPx, pxPerMm);
    if (rim) give(owned, most.at, [], piece.pixels.length);
    else giveShares(owned, piece, shares);
  }
  return owned;
}

type Share = { at: number; box: EdgesPx; inside: Int32Array };

/** A scanner's streak or two joined digits: each box keeps what is inside it, so that none looks empty. */
function giveShares(owned: Owned[], piece: Component, shares: readonly Share[]): void {
  const [most, second] = shares;
  if (most === undefined) return;
  const shared = isShared(piece, most.inside.length, second?.inside.length ?? 0);
  if (shared) for (const { at, inside } of shares) give(owned, at, inside, 0);
  else give(owned, most.at, piece.pixels, 0);
}

function give(owned: Owned[], at: number, pixels: ArrayLike<number>, rimPx: number): void {
  const mine = owned[at];
  if (mine === undefined) return;
  for (let i = 0; i < pixels.length; i++) mine.pixels.push(pixels[i] ?? 0);
  mine.rimPx += rimPx;
}

/** The part of a piece inside each box, most first. */
function sharesOf(piece: Component, boxes: readonly EdgesPx[], widthPx: number): Share[] {
  return boxes
    .map((box, at) => ({ at, box, inside: piece.pixels.filter((px) => isIn(box, px, widthPx)) }))
    .filter(({ inside }) => inside.length > 0)
    .sort((a, b) => b.inside.length - a.inside.length);
}

function isShared(piece: Component, most: number, second: number): boolean {
  const size = piece.pixels.length;
  return most < INSIDE_SHARE * size || second >= TOUCHING_SHARE * size;
}

function grown({ left, top, right, bottom }: EdgesPx, by: number): EdgesPx {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}

function isIn(box: EdgesPx, pixel: number, widthPx: number): boolean {
  const x = pixel % widthPx;
  const y = Math.floor(pixel / widthPx);
  return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
}

function isInAny(boxes: readonly EdgesPx[], pixel: number, widthPx: number): boolean {
  for (const box of boxes) if (isIn(box, pixel, widthPx)) return true;
  return false;
}

/** What is left of a frame keeps to the rim of the box and is thin; every digit has ink further in. */
function isRim(piece: Component, box: EdgesPx, widthPx: number, pxPerMm: number): boolean {
  const core = grown(box, -Math.round(RIM_MM * pxPerMm));
  if (piece.pixels.some((pixel) => isIn(core, pixel, widthPx))) return false;
  return Math.min(piece.right - piece.left, piece.bottom - piece.top) <= RIM_MM * pxPerMm;
}

/** `strokePx`: mean thickness of its strokes, 0 where there is no digit. */
type DrawnDigit = Omit<BoxInk, 'soiled'> & Readonly<{ strokePx: number }>;

const NOTHING: DrawnDigit = { image: null, inkMm2: 0, heightShare: 0, strokePx: 0, atSide: false };

function digitOf(
  strip: InkPlane,
  box: EdgesPx,
  pixels: readonly number[],
  level: number,
  pxPerMm: number,
): DrawnDigit {
  const inkMm2 = pixels.length / (pxPerMm * pxPerMm);
  if (inkMm2 < LEAST_INK_MM2) return { ...NOTHING, inkMm2 };
  let [first, last, from, to] = [strip.heightPx, 0, strip.widthPx, 0];
  for (const pixel of pixels) {
    const x = pixel % strip.widthPx;
    const y = Math.floor(pixel / strip.widthPx);
    first = Math.min(first, y);
    last = Math.max(last, y);
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  const side = SIDE_MM * pxPerMm;
  return {
    image: digitImage(strip, pixels, level),
    inkMm2,
    heightShare: (last - first + 1) / (box.bottom - box.top),
    strokePx: strokeWidth(pixels, strip.widthPx),
    atSide: to < box.left + side || from >= box.right - side,
  };
}

/** A stroke has its area, and twice its length as its rim. */
function strokeWidth(pixels: readonly number[], widthPx: number): number {
  const inked = new Set(pixels);
  let rim = 0;
  for (const pixel of pixels) {
    for (const beside of [pixel - 1, pixel + 1, pixel - widthPx, pixel + widthPx]) {
      if (!inked.has(beside)) rim++;
    }
  }
  return (2 * pixels.length) / Math.max(1, rim);
}
