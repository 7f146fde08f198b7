import { mapPoint } from '../stages/homography.ts';
import { isMoreThanOnePaper, type PaperSize } from '../stages/one-paper.ts';
import { inkExtent, type PastedCut, pastedInk } from '../stages/pasted.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import { type Box, cutTilted, levelToPage, rowAngle, sourcePxPerMm } from '../stages/tilt.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { TextCut } from './text-cut.ts';
import type { Symbology } from './zxing.ts';

export type PlacedCode = Readonly<{
  symbology: Symbology;
  text: string;
  cornersMm: readonly (readonly [number, number])[];
}>;

/** A piece of paper pasted on the form, turned level. */
export type Pasted = Readonly<{
  cut: TextCut;
  areaMm2: number;
  isLargerThan: (size: PaperSize) => boolean;
}>;

const FIND_PX_PER_MM = 5;
const TEXT_PX_PER_MM = 12;
/** Bar codes are read at the scan's own resolution, but never below this. */
const LEAST_CODE_PX_PER_MM = 8;
const TILT = (8 * Math.PI) / 180;
const MARGIN_MM = 0.8;
const SPECK_MM2 = 0.1;

/** Bar codes in a search area, each once. */
export async function readCodes(
  page: RegisteredPage,
  searchMm: Box,
  symbologies: readonly Symbology[],
  engines: ReadingEngines,
): Promise<PlacedCode[]> {
  const own = Math.max(LEAST_CODE_PX_PER_MM, sourcePxPerMm(page, searchMm));
  const found: PlacedCode[] = [];
  // Small modules of coarse scans sometimes have to be drawn larger before they are told apart.
  for (const pxPerMm of [own, own * 2]) {
    const cut = cutTilted(page, searchMm, 0, pxPerMm);
    for (const { symbology, text, cornersPx } of await engines.barcodes.read(cut, symbologies)) {
      if (found.some((code) => code.symbology === symbology && code.text === text)) continue;
      const cornersMm = cornersPx.map(
        ([x, y]) => [searchMm[0] + x / pxPerMm, searchMm[1] + y / pxPerMm] as const,
      );
      found.push({ symbology, text, cornersMm });
    }
    if (found.length > 0) return found;
  }
  return found;
}

/** `null` where nothing is pasted in the search area. */
export function findPasted(
  page: RegisteredPage,
  searchMm: Box,
  printed: Printed | null,
  codes: readonly PlacedCode[],
): Pasted | null {
  const finding: PastedCut = {
    boxMm: searchMm,
    angle: 0,
    pxPerMm: FIND_PX_PER_MM,
    printed,
    holesMm: [],
  };
  const ink = pastedInk(page, finding);
  const extent = inkExtent(ink, finding, SPECK_MM2);
  if (extent === null) return null;
  const tilt = rowAngle(ink, 0, TILT);
  const angle = quarterTurn(codes) + tilt;
  const boxMm = grown(extent.boxMm, MARGIN_MM);
  const plane = pastedInk(page, {
    boxMm,
    angle,
    pxPerMm: TEXT_PX_PER_MM,
    printed: null,
    holesMm: codes.map((code) => levelHole(code, boxMm, angle)),
  });
  return {
    cut: { plane, pxPerMm: TEXT_PX_PER_MM },
    areaMm2: extent.areaMm2,
    isLargerThan: (size) => isMoreThanOnePaper(ink, FIND_PX_PER_MM, tilt, size),
  };
}

/** Paper pasted on sideways or upside down shows it by its codes; small tilts are measured on the text. */
function quarterTurn(codes: readonly PlacedCode[]): number {
  const [[x0, y0] = [0, 0], [x1, y1] = [1, 0]] = codes[0]?.cornersMm ?? [];
  const turns = Math.round(Math.atan2(y1 - y0, x1 - x0) / (Math.PI / 2));
  return turns * (Math.PI / 2);
}

/** Where a code lies in the levelled cut. */
function levelHole(code: PlacedCode, boxMm: Box, angle: number): Box {
  const level = levelToPage(boxMm, -angle);
  const corners = code.cornersMm.map((corner) => mapPoint(level, corner));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return grown([left, top, Math.max(...xs) - left, Math.max(...ys) - top], 0.6);
}

function grown([x, y, width, height]: Box, by: number): Box {
  return [x - by, y - by, width + 2 * by, height + 2 * by];
}
