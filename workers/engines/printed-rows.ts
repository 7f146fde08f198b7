import type { SeenCharacter } from '../stages/ctc.ts';
import type { InkPlane } from '../stages/ink-plane.ts';
import { type LineImage, lineImage, mayBeText } from '../stages/line-image.ts';
import { type TextRow, textRows } from '../stages/text-rows.ts';
import { rowParts, wholeRows } from '../stages/whole-row.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { Language } from './tesseract.ts';
import { type Read, readLine, type TextCut } from './text-cut.ts';

/** A row of print as the line reader sees it. */
export type PrintedRow = Readonly<{
  /** The row alone. */
  cut: TextCut;
  row: TextRow;
  image: LineImage;
  characters: readonly SeenCharacter[];
  text: string;
  /** Cut out of a band of two: what it says may have lost a character to the other. */
  parted: boolean;
}>;

/** Higher than any row of text on a label or sticker: a bar code that was not taken out. */
const MOST_HEIGHT_MM = 7;
const MOST_ROWS = 12;
/** A row at the edge that is higher may be one of ours that could not be told apart from what is cut off. */
const CUT_OFF_MM = 2.5;

/** Every row of a level cut, from the top. */
export async function readRows(cut: TextCut, engines: ReadingEngines): Promise<PrintedRow[]> {
  const read: PrintedRow[] = [];
  for (const row of rowsOf(cut)) read.push(await row.read(engines));
  return read;
}

/** A row that nobody has read yet. */
export type UnreadRow = Readonly<{
  /** Where it ends in the cut, from its top. */
  bottomMm: number;
  read: (engines: ReadingEngines) => Promise<PrintedRow>;
}>;

/** The rows of a level cut, from the top, each read when it is asked for. */
export function rowsOf(cut: TextCut): UnreadRow[] {
  return textRows(cut.plane, cut.pxPerMm)
    .filter(
      (band) => band.bottom - band.top <= MOST_HEIGHT_MM * cut.pxPerMm && !isCutOff(band, cut),
    )
    .slice(0, MOST_ROWS)
    .flatMap((band) =>
      rowParts(cut.plane, band, cut.pxPerMm).flatMap(({ plane, row, parted }) => {
        const image = lineImage(plane, row, cut.pxPerMm);
        if (!mayBeText(image)) return [];
        return {
          bottomMm: band.bottom / cut.pxPerMm,
          read: async (engines: ReadingEngines) => ({
            ...(await readRow({ ...cut, plane }, row, image, engines)),
            parted,
          }),
        };
      }),
    );
}

/** The cut ends in paper: a row its edge runs through is print of the form around it, and only a part of that. */
function isCutOff({ top, bottom }: TextRow, { plane, pxPerMm }: TextCut): boolean {
  const low = bottom - top <= CUT_OFF_MM * pxPerMm;
  return low && (top === 0 || bottom === plane.heightPx);
}

/** The row again with all of its large characters, as far down as they may reach. */
export async function readWhole(
  { cut, row, parted }: PrintedRow,
  engines: ReadingEngines,
): Promise<{ read: PrintedRow; sure: boolean }[]> {
  const found: { read: PrintedRow; sure: boolean }[] = [];
  for (const whole of wholeRows(cut.plane, row, cut.pxPerMm)) {
    const image = lineImage(whole.plane, whole.row, cut.pxPerMm);
    const read = await readRow({ ...cut, plane: whole.plane }, whole.row, image, engines);
    found.push({ read: { ...read, parted }, sure: whole.sure && !parted });
  }
  return found;
}

async function readRow(
  cut: { plane: InkPlane; pxPerMm: number },
  row: TextRow,
  image: LineImage,
  engines: ReadingEngines,
): Promise<Omit<PrintedRow, 'parted'>> {
  const characters = await engines.lines.read(image);
  return { cut, row, image, characters, text: characters.map(({ text }) => text).join('') };
}

/** Least probability among some characters of a row. */
export function leastOf({ characters }: PrintedRow, from: number, to: number): number {
  const span = characters.slice(from, to);
  return span.length === 0 ? 0 : Math.min(...span.map(({ probability }) => probability));
}

const MARGIN_MM = 0.25;

/** Characters `from` … `to` of a row read once more, by the other engine. */
export function readAgain(
  read: PrintedRow,
  [from, to]: readonly [number, number],
  engines: ReadingEngines,
  language: Language,
  alphabet?: string,
): Promise<Read | null> {
  const { cut, row, image, characters } = read;
  const columns = characters.map(({ at }) => image.leftPx + at * image.widthPx * image.scale);
  const margin = MARGIN_MM * cut.pxPerMm;
  const edge = (before: number, after: number): number | null => {
    const [left, right] = [columns[before], columns[after]];
    return left === undefined || right === undefined ? null : (left + right) / 2;
  };
  const window = {
    leftPx: edge(from - 1, from) ?? row.left - margin,
    rightPx: edge(to - 1, to) ?? row.right + margin,
    topPx: row.top - margin,
    bottomPx: row.bottom + margin,
  };
  return readLine(cut, window, engines.text, language, alphabet);
}
