import { type InkPlane, inkFrom } from './ink-plane.ts';

/** Where a form prints something itself, widened by what registration may be off. 1 = printed. */
export type Printed = Readonly<{
  widthPx: number;
  heightPx: number;
  mask: Uint8Array;
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
  const wide = widenRows(ink, widthPx, heightPx, reach);
  return { widthPx, heightPx, mask: widenColumns(wide, widthPx, heightPx, reach), ink, pxPerMm };
}

export function isPrinted(printed: Printed | null, xMm: number, yMm: number): boolean {
  if (printed === null) return false;
  const x = Math.floor(xMm * printed.pxPerMm);
  const y = Math.floor(yMm * printed.pxPerMm);
  if (x < 0 || y < 0 || x >= printed.widthPx || y >= printed.heightPx) return false;
  return printed.mask[y * printed.widthPx + x] === 1;
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
