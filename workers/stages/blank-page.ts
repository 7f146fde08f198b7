import { type GreyRaster, shrinkGrey } from './grey.ts';
import { inkIn, inkMask, type PaperWhite, paperWhite } from './ink-mask.ts';

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
/** The rim shows the scanner's lid, punch holes, folds and staples: blocks of about 5 mm. */
const RIM_BLOCKS = 3;
/** Darker than this share of the brightest paper, and joined to the image's edge, is the lid. */
const LID_SHARE = 0.5;
/** A signature is some 40 cells of about 15,000: a page with that much is not blank. */
const MAX_INKED_SHARE = 0.001;
/** No paper is darker than this: the lid was open, or the page lay outside the glass. */
const DARKEST_PAPER = 70;
/** With less paper than this in sight, nothing can be called empty. */
const MIN_PAPER_SHARE = 0.2;

export function signsOfInk(grey: GreyRaster): BlankPageSigns {
  const shorter = Math.min(grey.widthPx, grey.heightPx);
  const small = shrinkGrey(grey, Math.max(1, Math.floor(shorter / 900)));
  const white = paperWhite(small);
  const brightest = white.bright.reduce((max, value) => Math.max(max, value), 0);
  if (brightest < DARKEST_PAPER) return { inkedShare: 1 };
  const lidLimit = brightest * LID_SHARE;
  const paper = insidePaper(white, lidLimit);
  // A large black area is its own surroundings: it must not pass for dark paper.
  const level = white.level.map((value) => Math.max(value, lidLimit));
  const ink = inkMask(small, { ...white, level }, INK_SHARE);
  const cell = Math.min(ink.widthPx, ink.heightPx) / CELLS_ACROSS;
  const counted = { all: 0, paper: 0, inked: 0 };
  for (let y = 0; y + cell <= ink.heightPx; y += cell) {
    const row = Math.floor(y / white.blockPx) * white.columns;
    for (let x = 0; x + cell <= ink.widthPx; x += cell) {
      counted.all++;
      if (paper[row + Math.floor(x / white.blockPx)] !== 1) continue;
      counted.paper++;
      if (inkIn(ink, x, y, x + cell, y + cell) > cell * cell * CELL_FILL) counted.inked++;
    }
  }
  const seen = counted.paper / Math.max(1, counted.all);
  return { inkedShare: seen < MIN_PAPER_SHARE ? 1 : counted.inked / counted.paper };
}

/** Empty, or empty but for the front shining through. Anything written makes it a page a person sees. */
export function isBlank(signs: BlankPageSigns): boolean {
  return signs.inkedShare <= MAX_INKED_SHARE;
}

/** 1 for the blocks that lie on the paper and not near its edge. */
function insidePaper(white: PaperWhite, lidLimit: number): Uint8Array {
  const { columns, rows } = white;
  const lid = lidBlocks(white, lidLimit);
  const isRim = (column: number, row: number): boolean =>
    column < 0 || row < 0 || column >= columns || row >= rows || lid[row * columns + column] === 1;
  return Uint8Array.from(lid, (_, index) => {
    const column = index % columns;
    const row = (index - column) / columns;
    for (let dy = -RIM_BLOCKS; dy <= RIM_BLOCKS; dy++) {
      for (let dx = -RIM_BLOCKS; dx <= RIM_BLOCKS; dx++) {
        if (isRim(column + dx, row + dy)) return 0;
      }
    }
    return 1;
  });
}

/** Dark blocks joined to the image's edge. Dark blocks in the middle of the paper are ink. */
function lidBlocks({ bright, columns, rows }: PaperWhite, limit: number): Uint8Array {
  const lid = new Uint8Array(bright.length);
  const stack: number[] = [];
  const visit = (column: number, row: number): void => {
    if (column < 0 || row < 0 || column >= columns || row >= rows) return;
    const index = row * columns + column;
    if (lid[index] === 1 || (bright[index] ?? 255) >= limit) return;
    lid[index] = 1;
    stack.push(index);
  };
  for (let column = 0; column < columns; column++) {
    visit(column, 0);
    visit(column, rows - 1);
  }
  for (let row = 0; row < rows; row++) {
    visit(0, row);
    visit(columns - 1, row);
  }
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const column = index % columns;
    const row = (index - column) / columns;
    visit(column - 1, row);
    visit(column + 1, row);
    visit(column, row - 1);
    visit(column, row + 1);
  }
  return lid;
}
