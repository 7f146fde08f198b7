import type { BoxMm } from '../../schemas/reading.ts';
import type { InkPlane } from './ink-plane.ts';

/** Paper stretches and lenses bend: a box may lie this far from where the corner marks put it. */
const REACH_MM = 0.9;
/** A frame line is looked for this far outside the inner edge, and its absence this far inside. */
const OUTSIDE_MM = 0.18;
const INSIDE_MM = 0.3;
/** Handwriting on the frame moves the best fit a little; a shift must earn this much per mm to be believed. */
const COST_PER_MM = 6;

export type Shift = Readonly<{ dxPx: number; dyPx: number; score: number }>;

/** Finds by how much the printed frames of `boxesMm` (inner edges) lie beside their nominal place. */
export function locateBoxes(plane: InkPlane, pxPerMm: number, boxesMm: readonly BoxMm[]): Shift {
  const reach = Math.round(REACH_MM * pxPerMm);
  const edges = boxesMm.map((box) => edgesOf(box, pxPerMm));
  let best: Shift = { dxPx: 0, dyPx: 0, score: Number.NEGATIVE_INFINITY };
  for (let dyPx = -reach; dyPx <= reach; dyPx++) {
    for (let dxPx = -reach; dxPx <= reach; dxPx++) {
      let score = -(Math.hypot(dxPx, dyPx) / pxPerMm) * COST_PER_MM;
      for (const edge of edges) score += frameContrast(plane, edge, dxPx, dyPx) / edges.length;
      if (score > best.score) best = { dxPx, dyPx, score };
    }
  }
  return best;
}

type Edges = { left: number; top: number; right: number; bottom: number; out: number; in: number };

function edgesOf([x, y, width, height]: BoxMm, pxPerMm: number): Edges {
  return {
    left: x * pxPerMm,
    top: y * pxPerMm,
    right: (x + width) * pxPerMm,
    bottom: (y + height) * pxPerMm,
    out: OUTSIDE_MM * pxPerMm,
    in: INSIDE_MM * pxPerMm,
  };
}

/** Mean darkness just outside the four edges less that just inside them. */
function frameContrast(plane: InkPlane, edges: Edges, dx: number, dy: number): number {
  return (edgeSum(plane, edges, dx, dy, edges.out) - edgeSum(plane, edges, dx, dy, -edges.in)) / 4;
}

/** Mean darkness along the four edges, `out` px outside them, added up. */
function edgeSum(plane: InkPlane, edges: Edges, dx: number, dy: number, out: number): number {
  const left = edges.left + dx;
  const right = edges.right + dx;
  const top = edges.top + dy;
  const bottom = edges.bottom + dy;
  return (
    rowMean(plane, top - out, left, right) +
    rowMean(plane, bottom + out, left, right) +
    columnMean(plane, left - out, top, bottom) +
    columnMean(plane, right + out, top, bottom)
  );
}

function rowMean(plane: InkPlane, y: number, from: number, to: number): number {
  const row = Math.floor(y);
  if (row < 0 || row >= plane.heightPx) return 0;
  const start = Math.max(0, Math.round(from));
  const end = Math.min(plane.widthPx, Math.round(to));
  let sum = 0;
  for (let i = row * plane.widthPx + start; i < row * plane.widthPx + end; i++) {
    sum += plane.data[i] ?? 0;
  }
  return sum / Math.max(1, end - start);
}

function columnMean(plane: InkPlane, x: number, from: number, to: number): number {
  const column = Math.floor(x);
  if (column < 0 || column >= plane.widthPx) return 0;
  const start = Math.max(0, Math.round(from));
  const end = Math.min(plane.heightPx, Math.round(to));
  let sum = 0;
  for (let y = start; y < end; y++) sum += plane.data[y * plane.widthPx + column] ?? 0;
  return sum / Math.max(1, end - start);
}
