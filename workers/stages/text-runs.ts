import { type Component, componentsOf } from './components.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';

/** A row of characters of one height: a lot number, the digits of a date. */
export type TextRun = Readonly<{
  left: number;
  top: number;
  right: number;
  bottom: number;
  characters: number;
  /** The run alone; lines above and below that reach into it are gone. */
  plane: InkPlane;
}>;

const LEVEL = 100;
const LEAST_HEIGHT_MM = 1;
const MOST_HEIGHT_MM = 5;
/** Characters of a run differ by no more than this share of their height, and stand no further apart. */
const SAME_HEIGHT = 0.22;
const GAP = 0.75;
const LEAST_CHARACTERS = 4;

/**
 * Capitals and digits share one height, which tells them from kana and kanji around them and from the line
 * that touches theirs: stickers are printed tightly, and rows overlap as soon as they are not quite level.
 */
export function textRuns(plane: InkPlane, pxPerMm: number): TextRun[] {
  const mask = Uint8Array.from(plane.data, (dark) => (dark >= LEVEL ? 1 : 0));
  const pieces = componentsOf(mask, plane.widthPx)
    .filter(({ top, bottom, left, right }) => {
      const height = (bottom - top) / pxPerMm;
      const width = (right - left) / pxPerMm;
      return height >= LEAST_HEIGHT_MM && height <= MOST_HEIGHT_MM && width <= height * 1.4;
    })
    .sort((a, b) => a.left - b.left);
  const runs: Component[][] = [];
  for (const piece of pieces) {
    const run = runs.find((members) => continues(members.at(-1), piece));
    if (run) run.push(piece);
    else runs.push([piece]);
  }
  return runs
    .filter((run) => run.length >= LEAST_CHARACTERS)
    .map((run) => alone(plane, run))
    .sort((a, b) => b.bottom - b.top - (a.bottom - a.top));
}

function continues(last: Component | undefined, next: Component): boolean {
  if (last === undefined) return false;
  const height = last.bottom - last.top;
  const slack = SAME_HEIGHT * height;
  const gap = next.left - last.right;
  return (
    Math.abs(next.top - last.top) <= slack &&
    Math.abs(next.bottom - last.bottom) <= slack &&
    gap >= -slack &&
    gap <= GAP * height
  );
}

function alone(plane: InkPlane, run: readonly Component[]): TextRun {
  const left = Math.min(...run.map((piece) => piece.left));
  const top = Math.min(...run.map((piece) => piece.top));
  const right = Math.max(...run.map((piece) => piece.right));
  const bottom = Math.max(...run.map((piece) => piece.bottom));
  const data = new Uint8Array(plane.data.length);
  for (const piece of run) {
    for (const pixel of piece.pixels) {
      // The soft rim of a character belongs to it.
      for (const row of [-plane.widthPx, 0, plane.widthPx]) {
        for (let at = pixel + row - 1; at <= pixel + row + 1; at++) data[at] = plane.data[at] ?? 0;
      }
    }
  }
  const whole = { ...plane, data };
  const crop = cropPlane(whole, left - 2, top - 2, right - left + 4, bottom - top + 4);
  return { left, top, right, bottom, characters: run.length, plane: crop };
}
