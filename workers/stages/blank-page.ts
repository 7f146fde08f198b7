import { type GreyRaster, shrinkGrey } from './grey.ts';
import { inkIn, inkMask, paperWhite } from './ink-mask.ts';

export type BlankPageSigns = Readonly<{
  /** Share of the page's cells (about 2 mm) that hold ink. */
  inkedShare: number;
}>;

/** Cells across the shorter edge: about 2 mm on a page that fills the image. */
const CELLS_ACROSS = 105;
/** Fainter than this share of the paper's white is what shines through from the front. */
const INK_SHARE = 0.65;
/** Ink in a cell beyond dust and JPEG noise. */
const CELL_FILL = 0.06;
/** The rim shows the scanner's lid, punch holes, folds and staples. */
const RIM_SHARE = 0.07;
/** A signature is some 40 cells of about 15,000: a page with that much is not blank. */
const MAX_INKED_SHARE = 0.001;

export function signsOfInk(grey: GreyRaster): BlankPageSigns {
  const shorter = Math.min(grey.widthPx, grey.heightPx);
  const small = shrinkGrey(grey, Math.max(1, Math.floor(shorter / 900)));
  const ink = inkMask(small, paperWhite(small), INK_SHARE);
  const cell = Math.min(ink.widthPx, ink.heightPx) / CELLS_ACROSS;
  const rim = Math.min(ink.widthPx, ink.heightPx) * RIM_SHARE;
  let cells = 0;
  let inked = 0;
  for (let y = rim; y + cell <= ink.heightPx - rim; y += cell) {
    for (let x = rim; x + cell <= ink.widthPx - rim; x += cell) {
      cells++;
      if (inkIn(ink, x, y, x + cell, y + cell) > cell * cell * CELL_FILL) inked++;
    }
  }
  return { inkedShare: cells === 0 ? 1 : inked / cells };
}

/** Empty, or empty but for the front shining through. Anything written makes it a page a person sees. */
export function isBlank(signs: BlankPageSigns): boolean {
  return signs.inkedShare <= MAX_INKED_SHARE;
}
