import { type InkPlane, inkFrom } from './ink-plane.ts';
import { withoutLines } from './without-lines.ts';

/** Where a form prints something itself, widened by what registration may be off. 1 = printed. */
export type Printed = Readonly<{
  widthPx: number;
  heightPx: number;
  mask: Uint8Array;
  /** The same without the rules of tables: a rule is found by itself, however it lies. */
  letters: Uint8Array;
  /** The print itself, not widened. */
  ink: Uint8Array;
  pxPerMm: number;
}>;

const LEVEL = 70;
const WIDEN_MM = 0.4;

export function printedOf(blank: InkPlane, pxPerMm: number): Printed {
  const { widthPx, heightPx } = blank;
  const ink = inkFrom(blank.data, LEVEL);
  const reach = Math.ceil(WIDEN_MM * pxPerMm);
  const widened = (some: Uint8Array) =>
    widenColumns(widenRows(some, widthPx, heightPx, reach), widthPx, heightPx, reach);
  const letters = widened(withoutLines(ink, widthPx, pxPerMm));
  return { widthPx, heightPx, mask: widened(ink), letters, ink, pxPerMm };
}

export const isPrinted = (printed: Printed | null, xMm: number, yMm: number): boolean =>
  printed !== null && isMarked(printed, printed.mask, xMm, yMm);

export const isLettering = (printed: Printed | null, xMm: number, yMm: number): boolean =>
  printed !== null && isMarked(printed, printed.letters, xMm, yMm);

function isMarked(
  { widthPx, heightPx, pxPerMm }: Printed,
  mask: Uint8Array,
  xMm: number,
  yMm: number,
): boolean {
  const x = Math.floor(xMm * pxPerMm);
  const y = Math.floor(yMm * pxPerMm);
  return x >= 0 && y >= 0 && x < widthPx && y < heightPx && mask[y * widthPx + x] === 1;
}

function widenRows(ink: Uint8Array, widthPx: number, heightPx: number, reach: number): Uint8Array {
  const out = new Uint8Array(ink.length);
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    for (let x = 0; x < widthPx; x++) {
      if (ink[row + x] === 0) continue;
      out.fill(1, row + Math.max(0, x - reach), row + Math.min(widthPx, x + reach + 1));
    }
  }
  return out;
}

function widenColumns(
  ink: Uint8Array,
  widthPx: number,
  heightPx: number,
  reach: number,
): Uint8Array {
  const out = ink.slice();
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] === 0) continue;
    const y = Math.floor(i / widthPx);
    const last = Math.min(heightPx - 1, y + reach);
    for (let to = Math.max(0, y - reach); to <= last; to++) out[to * widthPx + (i % widthPx)] = 1;
  }
  return out;
}
