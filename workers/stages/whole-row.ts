import { type Component, componentsOf } from './components.ts';
import { cropPlane, type InkPlane, inkFrom } from './ink-plane.ts';
import type { TextRow } from './text-rows.ts';

const LEVEL = 100;
const LEAST_HEIGHT_MM = 1.7;
const MOST_HEIGHT_MM = 4.2;
const TOP_WITHIN_MM = 1;
const BELOW_MM = 1.6;
const SAME_MM = 0.25;
/** A character that begins this deep in a row belongs to the one below. */
const NEXT_ROW_MM = 0.35;
const BLIND_MM = [0.45, 0.9] as const;
/** Higher than a row of print on a sticker or label: two rows that could not be told apart. */
const TWO_ROWS_MM = 3.7;
/** As much of the cut around a row as may hold anything of it. */
const AROUND_MM = 3;

/** A row in a plane of its own. */
export type RowAlone = Readonly<{ plane: InkPlane; row: TextRow }>;
/** `sure` where its characters themselves show how far down they reach. */
export type WholeRow = RowAlone & Readonly<{ sure: boolean }>;

/**
 * Large characters reach into the row below theirs, where a cut at the thinnest ink would make F of E and V of Y.
 * The characters that touch nothing show where the row ends; the rest of the row below is taken out.
 */
export function wholeRows(cut: InkPlane, cutRow: TextRow, pxPerMm: number): WholeRow[] {
  const { plane, row } = banded(cut, cutRow, pxPerMm);
  const pieces = piecesOf(plane);
  const end = lowestShared(pieces, row, pxPerMm);
  const ends = end === null ? BLIND_MM.map((mm) => row.bottom + mm * pxPerMm) : [end];
  const below = pieces.filter(({ top }) => top >= row.bottom - NEXT_ROW_MM * pxPerMm);
  const own = without(plane, below);
  return ends.map((at) => {
    const bottom = Math.round(at);
    const data = own.data.slice();
    data.fill(0, (bottom + 1) * plane.widthPx);
    return { plane: { ...plane, data }, row: { ...row, bottom }, sure: end !== null };
  });
}

/** `parted` where two rows ran together: on a slip that lies aslant a character may have gone to the wrong one. */
export type RowPart = RowAlone & Readonly<{ parted: boolean }>;

/** A row without what reaches into it from above; a band that holds two rows, as two: the upper one whole, the lower one without what belongs to the upper. */
export function rowParts(cut: InkPlane, cutRow: TextRow, pxPerMm: number): RowPart[] {
  const { plane, row } = banded(cut, cutRow, pxPerMm);
  const middle = Math.round((row.top + row.bottom) / 2);
  const pieces = piecesOf(plane);
  if (row.bottom - row.top <= TWO_ROWS_MM * pxPerMm) {
    const above = ({ top, bottom }: Component): boolean =>
      top < row.top - NEXT_ROW_MM * pxPerMm && bottom < middle;
    return [{ plane: without(plane, pieces.filter(above)), row, parted: false }];
  }
  const end = lowestShared(pieces, { ...row, bottom: middle }, pxPerMm);
  if (end === null) return [{ plane, row, parted: false }];
  const upper = pieces.filter(
    ({ top, bottom }) => top <= row.top + TOP_WITHIN_MM * pxPerMm && bottom <= end + 1,
  );
  const under = { plane: without(plane, upper), row: { ...row, top: middle }, parted: true };
  const over = pieces.filter(({ top }) => top >= middle - NEXT_ROW_MM * pxPerMm);
  const data = without(plane, over).data;
  data.fill(0, (end + 1) * plane.widthPx);
  return [{ plane: { ...plane, data }, row: { ...row, bottom: end }, parted: true }, under];
}

function banded(cut: InkPlane, row: TextRow, pxPerMm: number): RowAlone {
  const around = Math.round(AROUND_MM * pxPerMm);
  const top = Math.max(0, row.top - around);
  const bottom = Math.min(cut.heightPx, row.bottom + around);
  return {
    plane: cropPlane(cut, 0, top, cut.widthPx, bottom - top),
    row: { ...row, top: row.top - top, bottom: row.bottom - top },
  };
}

function piecesOf({ data, widthPx }: InkPlane): Component[] {
  return componentsOf(inkFrom(data, LEVEL), widthPx);
}

/** The lowest line on which two or more free-standing characters of the row end. */
function lowestShared(pieces: readonly Component[], row: TextRow, pxPerMm: number): number | null {
  const mm = (length: number): number => length * pxPerMm;
  const ends = pieces
    .filter(({ top, bottom }) => {
      const height = bottom - top;
      const fits = height >= mm(LEAST_HEIGHT_MM) && height <= mm(MOST_HEIGHT_MM);
      const begins = Math.abs(top - row.top) <= mm(TOP_WITHIN_MM);
      return fits && begins && bottom <= row.bottom + mm(BELOW_MM);
    })
    .map(({ bottom }) => bottom)
    .sort((a, b) => b - a);
  const at = ends.findIndex((end, i) => end - (ends[i + 1] ?? -Infinity) <= mm(SAME_MM));
  return at === -1 ? null : (ends[at] ?? null);
}

/** The soft rim of a stroke goes with it. */
function without(plane: InkPlane, pieces: readonly Component[]): InkPlane {
  const data = plane.data.slice();
  for (const { pixels } of pieces) {
    for (const pixel of pixels) {
      for (const line of [-plane.widthPx, 0, plane.widthPx]) {
        data.fill(0, Math.max(0, pixel + line - 1), Math.max(0, pixel + line + 2));
      }
    }
  }
  return { ...plane, data };
}
