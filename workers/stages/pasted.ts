import { type Component, componentsOf } from './components.ts';
import { mapPoint } from './homography.ts';
import { type InkPlane, inkPlane } from './ink-plane.ts';
import { isPrinted, type Printed } from './printed.ts';
import type { RegisteredPage } from './raster.ts';
import { type Box, cutTilted, levelToPage } from './tilt.ts';

const LEVEL = 85;
/** A frame: it spans much of the cut and is hollow. */
const FRAME_SPAN = 0.5;
const FRAME_FILL = 0.12;

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
  const data = plane.data.slice();
  for (const hole of cut.holesMm) clear(data, plane, hole, cut);
  const mask = Uint8Array.from(data, (dark) => (dark >= LEVEL ? 1 : 0));
  const toPage = levelToPage(cut.boxMm, cut.angle);
  for (const piece of componentsOf(mask, plane.widthPx)) {
    if (!isFrame(piece, plane, cut.pxPerMm) && !isPrint(piece.pixels)) continue;
    for (const pixel of piece.pixels) erase(data, pixel, plane.widthPx);
  }
  return { ...plane, data };

  function isPrint(pixels: readonly number[]): boolean {
    let printed = 0;
    for (const pixel of pixels) {
      const x = (pixel % plane.widthPx) + 0.5;
      const y = Math.floor(pixel / plane.widthPx) + 0.5;
      const at = mapPoint(toPage, [cut.boxMm[0] + x / cut.pxPerMm, cut.boxMm[1] + y / cut.pxPerMm]);
      if (isPrinted(cut.printed, at[0], at[1])) printed++;
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
  const mask = Uint8Array.from(plane.data, (dark) => (dark >= LEVEL ? 1 : 0));
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

function isFrame(piece: Component, plane: InkPlane, pxPerMm: number): boolean {
  const width = piece.right - piece.left;
  const height = piece.bottom - piece.top;
  if (width <= FRAME_SPAN * plane.widthPx && height <= FRAME_SPAN * plane.heightPx) return false;
  const thin = Math.min(width, height) < 0.6 * pxPerMm;
  return thin || piece.pixels.length < FRAME_FILL * width * height;
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

/** The soft rim of a stroke goes with it. */
function erase(data: Uint8Array, pixel: number, widthPx: number): void {
  for (const row of [-widthPx, 0, widthPx]) {
    for (let next = pixel + row - 1; next <= pixel + row + 1; next++) {
      if (next >= 0 && next < data.length) data[next] = 0;
    }
  }
}
