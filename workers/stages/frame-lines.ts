import type { InkPlane } from './ink-plane.ts';

/** A box's inner edges in px of the strip: `right` and `bottom` exclusive. */
export type EdgesPx = Readonly<{ left: number; top: number; right: number; bottom: number }>;

/** Ink of a strip: 1 = ink. */
export type StripInk = Readonly<{ widthPx: number; heightPx: number; mask: Uint8Array }>;

/** A frame line is looked for from this far inside the inner edge to this far outside. */
const INSIDE_MM = 0.16;
const OUTSIDE_MM = 0.6;
/** A column (row) of a frame is inked along this share of the box; a pen stroke hardly ever is. */
const LINE_SHARE = 0.5;
/** Corners are left out when a side is measured, and removed with it. */
const CORNER_MM = 0.5;

/** A scanner's streak runs through the whole strip, above and below the boxes too; it may be paler than a pen. */
const STREAK_SHARE = 0.85;
const STREAK_TONE = 0.5;

/** Columns inked from top to bottom of the strip, and above and below the boxes where no frame is. */
export function streaksOf(
  strip: InkPlane,
  level: number,
  boxes: readonly EdgesPx[],
  pxPerMm: number,
): number[] {
  const corner = Math.round(CORNER_MM * pxPerMm);
  const above = Math.min(...boxes.map(({ top }) => top)) - corner;
  const below = Math.max(...boxes.map(({ bottom }) => bottom)) + corner;
  const shareIn = (x: number, from: number, to: number) => {
    let dark = 0;
    for (let y = from; y < to; y++) {
      if ((strip.data[y * strip.widthPx + x] ?? 0) >= level * STREAK_TONE) dark++;
    }
    return dark / Math.max(1, to - from);
  };
  return Array.from({ length: strip.widthPx }, (_, x) => x).filter(
    (x) =>
      shareIn(x, 0, above) >= STREAK_SHARE &&
      shareIn(x, below, strip.heightPx) >= STREAK_SHARE &&
      shareIn(x, 0, strip.heightPx) >= STREAK_SHARE,
  );
}

/** The strip without its printed frames and streaks; strokes that cross one are joined again over it. */
export function withoutFrames(
  ink: StripInk,
  boxes: readonly EdgesPx[],
  streaks: readonly number[],
  pxPerMm: number,
): Uint8Array {
  const columns = new Uint8Array(ink.mask.length);
  const rows = new Uint8Array(ink.mask.length);
  for (const box of boxes) {
    for (const x of [box.left, box.right]) markColumns(ink, columns, box, x, pxPerMm);
    for (const y of [box.top, box.bottom]) markRows(ink, rows, box, y, pxPerMm);
  }
  // A streak is soft: the column beside it belongs to it.
  for (const x of streaks.flatMap((streak) => [streak - 1, streak, streak + 1])) {
    if (x < 0 || x >= ink.widthPx) continue;
    for (let y = 0; y < ink.heightPx; y++) columns[y * ink.widthPx + x] = 1;
  }
  const bare = ink.mask.map((value, i) => (columns[i] === 1 || rows[i] === 1 ? 0 : value));
  const out = bare.slice();
  bridge(out, bare, columns, ink, 1, ink.widthPx);
  bridge(out, bare, rows, ink, ink.widthPx, 1);
  return out;
}

/** Marks the columns near the edge `x` that are line. Left and right edges differ only in which side is inside. */
function markColumns(
  ink: StripInk,
  lines: Uint8Array,
  box: EdgesPx,
  x: number,
  pxPerMm: number,
): void {
  const inside = Math.round(INSIDE_MM * pxPerMm);
  const outside = Math.round(OUTSIDE_MM * pxPerMm);
  const corner = Math.round(CORNER_MM * pxPerMm);
  const [from, to] = x === box.left ? [x - outside, x + inside] : [x - inside, x + outside];
  for (let column = Math.max(0, from); column < Math.min(ink.widthPx, to); column++) {
    let dark = 0;
    for (let y = box.top + corner; y < box.bottom - corner; y++) {
      dark += ink.mask[y * ink.widthPx + column] ?? 0;
    }
    if (dark < LINE_SHARE * (box.bottom - box.top - 2 * corner)) continue;
    const last = Math.min(ink.heightPx, box.bottom + corner);
    for (let y = Math.max(0, box.top - corner); y < last; y++) lines[y * ink.widthPx + column] = 1;
  }
}

function markRows(
  ink: StripInk,
  lines: Uint8Array,
  box: EdgesPx,
  y: number,
  pxPerMm: number,
): void {
  const inside = Math.round(INSIDE_MM * pxPerMm);
  const outside = Math.round(OUTSIDE_MM * pxPerMm);
  const corner = Math.round(CORNER_MM * pxPerMm);
  const [from, to] = y === box.top ? [y - outside, y + inside] : [y - inside, y + outside];
  for (let row = Math.max(0, from); row < Math.min(ink.heightPx, to); row++) {
    let dark = 0;
    for (let x = box.left + corner; x < box.right - corner; x++) {
      dark += ink.mask[row * ink.widthPx + x] ?? 0;
    }
    if (dark < LINE_SHARE * (box.right - box.left - 2 * corner)) continue;
    const first = Math.max(0, box.left - corner);
    const last = Math.min(ink.widthPx, box.right + corner);
    lines.fill(1, row * ink.widthPx + first, row * ink.widthPx + last);
  }
}

/**
 * Puts back the part of a line that a stroke crosses: where ink lies on both sides of it. `across` is the
 * step over the line, `along` the step in its direction; a stroke may lean by half the line's thickness.
 */
function bridge(
  out: Uint8Array,
  bare: Uint8Array,
  lines: Uint8Array,
  ink: StripInk,
  across: number,
  along: number,
): void {
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] === 0 || lines[i - across] === 1) continue;
    const end = endOfLine(lines, i, across);
    const lean = 1 + Math.floor((end - i) / across / 2);
    if (!inkBeside(bare, i - across, along, lean) || !inkBeside(bare, end, along, lean)) continue;
    for (let at = i; at < end; at += across) out[at] = ink.mask[at] ?? 0;
  }
}

function endOfLine(lines: Uint8Array, start: number, across: number): number {
  let end = start;
  while (lines[end] === 1) end += across;
  return end;
}

function inkBeside(mask: Uint8Array, at: number, along: number, reach: number): boolean {
  for (let step = -reach; step <= reach; step++) if (mask[at + step * along] === 1) return true;
  return false;
}
