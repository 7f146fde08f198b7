import type { GreyRaster } from './grey.ts';
import { darkerThan, paperWhite } from './ink-mask.ts';
import type { Point } from './point.ts';

/** A straight printed rule, end to end, in px of the full image. */
export type RuledLine = Readonly<{ from: Point; to: Point }>;

/** The long rules of a page: `across` from left to right, `down` from top to bottom, either a few degrees off. */
export type RuledLines = Readonly<{ across: readonly RuledLine[]; down: readonly RuledLine[] }>;

const WORKING_EDGE_PX = 1000;
/** Thin rules of cheap printers are pale. */
const INK_SHARE = 0.78;
/** Shares of the image's shorter edge. A run this long is hardly a letter, a line this long hardly a word. */
const RUN_SHARE = 1 / 240;
const LENGTH_SHARE = 1 / 18;
/** Thicker is a bar, a header or the lid. */
const THICK_SHARE = 1 / 110;
/** Runs further from the fitted line are letters that touch it. */
const OFF_SHARE = 1 / 450;
/** Part of a rule's length on which ink must be seen: handwriting crosses it, a worn toner breaks it. */
const INKED_SHARE = 0.75;
const MOST_OF_IT = 0.6;
/** Rules lean by the skew of the scan and by perspective, not more. */
const MAX_SLOPE = 0.2;

export function findRuledLines(grey: GreyRaster): RuledLines {
  const shorter = Math.min(grey.widthPx, grey.heightPx);
  const factor = Math.max(1, Math.floor(shorter / WORKING_EDGE_PX));
  const small = shrinkDarkest(grey, factor);
  const { widthPx, heightPx } = small;
  const mask = darkerThan(small, paperWhite(small), INK_SHARE);
  const full = (value: number): number => (value + 0.5) * factor;
  const level = linesIn({ mask, widthPx, heightPx });
  const upright = linesIn(transposed({ mask, widthPx, heightPx }));
  return {
    across: level.map(({ x0, y0, x1, y1 }) => ({
      from: [full(x0), full(y0)],
      to: [full(x1), full(y1)],
    })),
    down: upright.map(({ x0, y0, x1, y1 }) => ({
      from: [full(y0), full(x0)],
      to: [full(y1), full(x1)],
    })),
  };
}

/** Shrinks by a whole factor, keeping the darkest pixel: a hairline stays whole. */
function shrinkDarkest(grey: GreyRaster, factor: number): GreyRaster {
  if (factor <= 1) return grey;
  const widthPx = Math.floor(grey.widthPx / factor);
  const heightPx = Math.floor(grey.heightPx / factor);
  const data = new Uint8Array(widthPx * heightPx).fill(255);
  for (let y = 0; y < heightPx * factor; y++) {
    const row = Math.floor(y / factor) * widthPx;
    const from = y * grey.widthPx;
    for (let x = 0; x < widthPx; x++) {
      let least = data[row + x] ?? 255;
      for (let dx = 0; dx < factor; dx++) {
        least = Math.min(least, grey.data[from + x * factor + dx] ?? 255);
      }
      data[row + x] = least;
    }
  }
  return { widthPx, heightPx, channels: 1, data };
}

type Mask = { mask: Uint8Array; widthPx: number; heightPx: number };
type Run = { y: number; from: number; to: number };
type Segment = { x0: number; y0: number; x1: number; y1: number };

function transposed({ mask, widthPx, heightPx }: Mask): Mask {
  const out = new Uint8Array(mask.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) out[x * heightPx + y] = mask[y * widthPx + x] ?? 0;
  }
  return { mask: out, widthPx: heightPx, heightPx: widthPx };
}

/** A leaning rule is a staircase of runs: runs that touch from row to row are one piece. */
function linesIn(ink: Mask): Segment[] {
  const edge = Math.min(ink.widthPx, ink.heightPx);
  const runs = runsOf(ink, Math.max(4, Math.round(edge * RUN_SHARE)));
  return piecesOf(runs).flatMap((piece) => segmentOf(piece, edge) ?? []);
}

function runsOf({ mask, widthPx, heightPx }: Mask, shortest: number): Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < heightPx; y++) {
    const row = mask.subarray(y * widthPx, (y + 1) * widthPx);
    let to = 0;
    for (let from = row.indexOf(1); from >= 0; from = row.indexOf(1, to)) {
      const end = row.indexOf(0, from);
      to = end < 0 ? widthPx : end;
      if (to - from >= shortest) runs.push({ y, from, to });
    }
  }
  return runs;
}

function piecesOf(runs: readonly Run[]): Run[][] {
  const parent = runs.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  for (const [upper, lower] of touching(runs)) parent[rootOf(upper)] = rootOf(lower);
  const pieces = new Map<number, Run[]>();
  runs.forEach((run, index) => {
    const root = rootOf(index);
    const piece = pieces.get(root);
    if (piece) piece.push(run);
    else pieces.set(root, [run]);
  });
  return [...pieces.values()];
}

/** Pairs of runs in neighbouring rows that meet, by their places in the list. */
function* touching(runs: readonly Run[]): Generator<[number, number]> {
  let above = 0;
  for (const [index, run] of runs.entries()) {
    while ((runs[above]?.y ?? run.y) < run.y - 1) above++;
    for (let k = above; (runs[k]?.y ?? run.y) < run.y; k++) {
      const other = runs[k];
      if (other && other.from <= run.to + 1 && other.to >= run.from - 1) yield [k, index];
    }
  }
}

/** The line through a piece, if it is long, thin and straight enough to be a rule. */
function segmentOf(piece: readonly Run[], edge: number): Segment | null {
  const extent = extentOf(piece);
  if (extent.to - extent.from < edge * LENGTH_SHARE) return null;
  const first = lineThrough(piece);
  if (first === null) return null;
  const off = Math.max(1.5, edge * OFF_SHARE);
  const near = piece.filter((run) => Math.abs(first.at((run.from + run.to) / 2) - run.y) <= off);
  const line = lineThrough(near);
  if (line === null || Math.abs(line.slope) > MAX_SLOPE) return null;
  const { from, to } = extentOf(near);
  const length = to - from;
  const area = areaOf(near);
  const thick = area / Math.max(1, length);
  if (length < edge * LENGTH_SHARE || thick > Math.max(4, edge * THICK_SHARE)) return null;
  // Most of a bar lies off the line through its middle.
  if (area < MOST_OF_IT * areaOf(piece) || coveredShare(near, from, to) < INKED_SHARE) return null;
  return { x0: from, y0: line.at(from), x1: to, y1: line.at(to) };
}

const areaOf = (runs: readonly Run[]): number =>
  runs.reduce((sum, { from, to }) => sum + to - from, 0);

function extentOf(runs: readonly Run[]): { from: number; to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const run of runs) {
    from = Math.min(from, run.from);
    to = Math.max(to, run.to);
  }
  return { from, to };
}

/** Least squares over every pixel of the runs. */
function lineThrough(runs: readonly Run[]): { slope: number; at: (x: number) => number } | null {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (const { y, from, to } of runs) {
    const length = to - from;
    const middle = (from + to - 1) / 2;
    n += length;
    sx += length * middle;
    sy += length * y;
    sxx += length * (middle * middle + (length * length - 1) / 12);
    sxy += length * middle * y;
  }
  const spread = n * sxx - sx * sx;
  if (n === 0 || spread <= 0) return null;
  const slope = (n * sxy - sx * sy) / spread;
  return { slope, at: (x) => (sy + slope * (n * x - sx)) / n };
}

function coveredShare(runs: readonly Run[], from: number, to: number): number {
  const columns = new Uint8Array(to - from);
  for (const run of runs) columns.fill(1, run.from - from, run.to - from);
  return columns.reduce((sum, value) => sum + value, 0) / Math.max(1, columns.length);
}
