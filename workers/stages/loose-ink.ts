import type { BoxMm } from '../../schemas/reading.ts';
import { boxAround, grownBox } from './box-mm.ts';
import { type Component, componentsOf } from './components.ts';
import { cropPlane, type InkPlane, inkFrom } from './ink-plane.ts';
import type { Shift } from './locate-boxes.ts';
import { isPrinted, type Printed } from './printed.ts';

/** A digit that was put right is written again above, below or beside its box. */
const BESIDE_MM = 6;
const ABOVE_MM = 6.5;
/** Nearer to a box than this, ink is taken for the digit in it. */
const OWN_MM = 0.9;
const LEAST_HEIGHT_MM = 1;
const MOST_SIZE_MM = 8;
const LEAST_INK_MM2 = 0.35;
const SPECK_MM2 = 0.06;
/** A printed line through a character, as wide as it may lie off its place. */
const GAP_MM = 1;
/** So much of a piece lies where no answer stands. */
const LOOSE_SHARE = 0.6;
const LEVEL = 70;

/** Red ink fades from the plane that digits are read in: half as dark there as elsewhere is another colour. */
const FADED = 0.5;
/** A stamp's ring over a digit, or a digit in red, has more ink than the coloured fringes of a scanner. */
const LEAST_COLOURED_MM2 = 0.6;

export type Inks = Readonly<{ pen: InkPlane; any: InkPlane }>;

export type Surroundings = Readonly<{
  /** Where other answers stand: their ink is theirs. */
  others: readonly BoxMm[];
  printed: Printed | null;
}>;

/**
 * Whether the boxes of a field may have been put right: something as large as a digit stands beside them that neither
 * the form prints nor another answer holds, or ink of a colour in which no digit is read stands in them.
 */
export function hasLooseInk(
  inks: Inks,
  pxPerMm: number,
  boxesMm: readonly BoxMm[],
  shift: Shift,
  { others, printed }: Surroundings,
): boolean {
  const near = surroundings(inks, pxPerMm, boxesMm, shift, printed);
  const own = boxesMm.map((box) => grownBox(box, OWN_MM));
  return holdsColour(near, own) || holdsLoose(near, [...own, ...others]);
}

/** The boxes of a field with what stands round them, of the size in which a digit may be written again. */
type Near = Readonly<{
  widthPx: number;
  heightPx: number;
  pxPerMm: number;
  /** 1 = ink that the form did not print. */
  mask: Uint8Array;
  /** Where the strip begins on the form. */
  leftMm: number;
  topMm: number;
  /** How dark it is in the plane in which digits are read; `null` on a page without colour. */
  pen: Uint8Array | null;
}>;

function surroundings(
  { pen, any }: Inks,
  pxPerMm: number,
  boxesMm: readonly BoxMm[],
  shift: Shift,
  printed: Printed | null,
): Near {
  const [leftMm, topMm, widthMm, heightMm] = boxAround(boxesMm);
  const left = Math.round((leftMm - BESIDE_MM) * pxPerMm) + shift.dxPx;
  const top = Math.round((topMm - ABOVE_MM) * pxPerMm) + shift.dyPx;
  const width = Math.round((widthMm + 2 * BESIDE_MM) * pxPerMm);
  const height = Math.round((heightMm + 2 * ABOVE_MM) * pxPerMm);
  const strip = cropPlane(any, left, top, width, height);
  const { widthPx, heightPx } = strip;
  const [fromMm, downMm] = [(left - shift.dxPx) / pxPerMm, (top - shift.dyPx) / pxPerMm];
  const mask = inkFrom(strip.data, LEVEL);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) continue;
    const xMm = fromMm + ((pixel % widthPx) + 0.5) / pxPerMm;
    const yMm = downMm + (Math.floor(pixel / widthPx) + 0.5) / pxPerMm;
    if (isPrinted(printed, xMm, yMm)) mask[pixel] = 0;
  }
  const seen = any === pen ? null : cropPlane(pen, left, top, width, height).data;
  return { widthPx, heightPx, pxPerMm, mask, leftMm: fromMm, topMm: downMm, pen: seen };
}

function holdsColour(near: Near, own: readonly BoxMm[]): boolean {
  const { widthPx, pxPerMm, mask, pen } = near;
  if (pen === null) return false;
  const coloured = coveredBy(own, near);
  for (let pixel = 0; pixel < coloured.length; pixel++) {
    if (mask[pixel] === 0 || (pen[pixel] ?? 0) >= FADED * LEVEL) coloured[pixel] = 0;
  }
  const inkPx = componentsOf(coloured, widthPx)
    .filter(({ pixels }) => pixels.length >= SPECK_MM2 * pxPerMm * pxPerMm)
    .reduce((sum, { pixels }) => sum + pixels.length, 0);
  return inkPx >= LEAST_COLOURED_MM2 * pxPerMm * pxPerMm;
}

function holdsLoose(near: Near, taken: readonly BoxMm[]): boolean {
  const { widthPx, pxPerMm, mask } = near;
  const covered = coveredBy(taken, near);
  const loose = componentsOf(mask, widthPx).filter(({ pixels }) => {
    if (pixels.length < SPECK_MM2 * pxPerMm * pxPerMm) return false;
    let free = 0;
    for (const pixel of pixels) if (covered[pixel] === 0) free++;
    return free >= LOOSE_SHARE * pixels.length;
  });
  return grouped(loose, GAP_MM * pxPerMm).some(
    (group) => isDigitSized(group, pxPerMm) && !isCut(group, near),
  );
}

/** 1 = inside one of the boxes. */
function coveredBy(boxes: readonly BoxMm[], near: Near): Uint8Array {
  const { widthPx, heightPx, pxPerMm, leftMm, topMm } = near;
  const covered = new Uint8Array(widthPx * heightPx);
  const within = (mm: number, most: number) =>
    Math.max(0, Math.min(most, Math.round(mm * pxPerMm)));
  for (const [x, y, width, height] of boxes) {
    const [from, to] = [within(x - leftMm, widthPx), within(x + width - leftMm, widthPx)];
    const last = within(y + height - topMm, heightPx);
    for (let row = within(y - topMm, heightPx); row < last; row++) {
      covered.fill(1, row * widthPx + from, row * widthPx + to);
    }
  }
  return covered;
}

type Extent = Omit<Component, 'pixels'> & Readonly<{ inkPx: number }>;

/** Pieces of one character that a printed line cuts apart. */
function grouped(pieces: readonly Component[], gapPx: number): Extent[] {
  let groups: Extent[] = [];
  for (const { pixels, ...extent } of pieces) {
    const piece = { ...extent, inkPx: pixels.length };
    const near = groups.filter((group) => isNear(group, piece, gapPx));
    groups = [...groups.filter((group) => !near.includes(group)), near.reduce(joined, piece)];
  }
  return groups;
}

function isNear(a: Extent, b: Extent, gapPx: number): boolean {
  return (
    Math.max(a.left, b.left) - Math.min(a.right, b.right) <= gapPx &&
    Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom) <= gapPx
  );
}

function joined(a: Extent, b: Extent): Extent {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    inkPx: a.inkPx + b.inkPx,
  };
}

function isDigitSized({ inkPx, left, top, right, bottom }: Extent, pxPerMm: number): boolean {
  const [width, height] = [(right - left) / pxPerMm, (bottom - top) / pxPerMm];
  return (
    inkPx >= LEAST_INK_MM2 * pxPerMm * pxPerMm &&
    height >= LEAST_HEIGHT_MM &&
    Math.max(width, height) <= MOST_SIZE_MM
  );
}

/** Goes on beyond the strip: something larger, that only reaches in. */
function isCut({ left, top, right, bottom }: Extent, near: Near): boolean {
  return left === 0 || top === 0 || right === near.widthPx || bottom === near.heightPx;
}
