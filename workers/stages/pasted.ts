import { type Component, componentsOf } from './components.ts';
import { type InkPlane, inkFrom, inkPlane } from './ink-plane.ts';
import { isPrinted, type Printed } from './printed.ts';
import type { RegisteredPage } from './raster.ts';
import { type Box, cutTilted, levelToPage } from './tilt.ts';

const LEVEL = 85;
/** A frame: it spans much of the cut and is hollow. */
const FRAME_SPAN = 0.5;
const FRAME_FILL = 0.12;
const RULE_MM = 0.6;
/** No stroke of print is this long and this thin. */
const STROKE_MM = 5.5;
const THIN_MM = 0.4;

/** What to cut, how it is turned, and what of it is known to be no text (bar codes; mm of the levelled cut). */
export type PastedCut = Readonly<{
  boxMm: Box;
  angle: number;
  pxPerMm: number;
  /** The form's own print, to be taken out; `null` inside what was pasted, which covers it. */
  printed: Printed | null;
  holesMm: readonly Box[];
}>;

/** To find what was pasted: rather lose a stroke than take print for it. */
const FINDING_SHARE = 0.75;

/**
 * The ink of something pasted on a form, level: the form's own print, the border of the paper pasted on, and
 * bar codes are taken out.
 */
export function pastedInk(page: RegisteredPage, cut: PastedCut): InkPlane {
  const plane = inkPlane(cutTilted(page, cut.boxMm, cut.angle, cut.pxPerMm), 'any');
  const seen = plane.data.slice();
  for (const hole of cut.holesMm) clear(seen, plane, hole, cut);
  const mask = inkFrom(seen, LEVEL);
  const [cos = 1, , dx = 0, sin = 0, , dy = 0] = levelToPage(cut.boxMm, cut.angle);
  // Only ink and its soft rim is kept: shadows of the paper's edge are fainter than any print.
  const data = new Uint8Array(seen.length);
  for (const piece of componentsOf(mask, plane.widthPx)) {
    if (isFrame(piece, plane, cut.pxPerMm) || isPrint(piece.pixels)) continue;
    for (let i = 0; i < piece.pixels.length; i++) {
      keep(data, seen, piece.pixels[i] ?? 0, plane.widthPx);
    }
  }
  return { ...plane, data };

  function isPrint(pixels: Int32Array): boolean {
    let printed = 0;
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i] ?? 0;
      const x = cut.boxMm[0] + ((pixel % plane.widthPx) + 0.5) / cut.pxPerMm;
      const y = cut.boxMm[1] + (Math.floor(pixel / plane.widthPx) + 0.5) / cut.pxPerMm;
      // `levelToPage` turns and shifts, and nothing else.
      if (isPrinted(cut.printed, cos * x - sin * y + dx, sin * x + cos * y + dy)) printed++;
    }
    return printed >= FINDING_SHARE * pixels.length;
  }
}

/** mm² of ink, and the box of the cut (mm, level) that holds all of it; `null` where there is none. */
export function inkExtent(
  plane: InkPlane,
  cut: PastedCut,
  leastMm2: number,
): { areaMm2: number; boxMm: Box } | null {
  const { boxMm, pxPerMm } = cut;
  const mask = inkFrom(plane.data, LEVEL);
  const pieces = componentsOf(mask, plane.widthPx).filter(
    (piece) => piece.pixels.length >= leastMm2 * pxPerMm * pxPerMm,
  );
  if (pieces.length === 0) return null;
  const left = Math.min(...pieces.map((piece) => piece.left)) / pxPerMm;
  const top = Math.min(...pieces.map((piece) => piece.top)) / pxPerMm;
  const right = Math.max(...pieces.map((piece) => piece.right)) / pxPerMm;
  const bottom = Math.max(...pieces.map((piece) => piece.bottom)) / pxPerMm;
  const pixels = pieces.reduce((sum, piece) => sum + piece.pixels.length, 0);
  return {
    areaMm2: pixels / (pxPerMm * pxPerMm),
    boxMm: [boxMm[0] + left, boxMm[1] + top, right - left, bottom - top],
  };
}

/** The border of the paper or its shadow, whole or in pieces, and rules of the form beside it. */
function isFrame(piece: Component, plane: InkPlane, pxPerMm: number): boolean {
  const width = piece.right - piece.left;
  const height = piece.bottom - piece.top;
  const long = Math.max(width, height);
  const spans = width > FRAME_SPAN * plane.widthPx || height > FRAME_SPAN * plane.heightPx;
  const hollow = piece.pixels.length < FRAME_FILL * width * height;
  if (spans && (hollow || Math.min(width, height) < RULE_MM * pxPerMm)) return true;
  return long >= STROKE_MM * pxPerMm && piece.pixels.length < THIN_MM * pxPerMm * long;
}

function clear(data: Uint8Array, plane: InkPlane, hole: Box, cut: PastedCut): void {
  const px = (mm: number) => Math.round(mm * cut.pxPerMm);
  const left = Math.max(0, px(hole[0] - cut.boxMm[0]));
  const right = Math.min(plane.widthPx, px(hole[0] + hole[2] - cut.boxMm[0]));
  const top = Math.max(0, px(hole[1] - cut.boxMm[1]));
  const bottom = Math.min(plane.heightPx, px(hole[1] + hole[3] - cut.boxMm[1]));
  for (let y = top; y < bottom; y++)
    data.fill(0, y * plane.widthPx + left, y * plane.widthPx + Math.max(left, right));
}

const RIM_PX = 2;

/** The soft rim of a stroke stays with it. */
function keep(data: Uint8Array, seen: Uint8Array, pixel: number, widthPx: number): void {
  for (let row = -RIM_PX; row <= RIM_PX; row++) {
    const from = Math.max(0, pixel + row * widthPx - RIM_PX);
    const to = Math.min(data.length, pixel + row * widthPx + RIM_PX + 1);
    for (let at = from; at < to; at++) data[at] = seen[at] ?? 0;
  }
}
