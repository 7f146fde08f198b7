import { mapPoint } from './homography.ts';
import { distance, type Point } from './point.ts';
import type { Homography } from './raster.ts';

export type MarkGeometry = Readonly<{
  sideMm: number;
  /** Top-left, top-right, bottom-left, bottom-right. */
  centresMm: readonly [Point, Point, Point, Point];
}>;

export type PointPair = Readonly<{ mm: Point; px: Point }>;

/** One way the form's marks may lie among the squares that were found. */
export type MarkMatch = Readonly<{
  mmToPx: Homography;
  /** How many marks, or crossings of rules, it rests on. */
  marks: number;
  /** The marks it rests on, and where they were found. */
  pairs: readonly PointPair[];
  /** Root mean square distance of the marks from where the map puts them, mm. Three marks fit exactly. */
  fitResidualMm: number;
  pxPerMm: number;
}>;

/** Placements worth a look at the page: the likeliest come first. */
const MAX_MATCHES = 24;

export function pairsOf(mm: readonly Point[], px: readonly Point[]): PointPair[] {
  return mm.flatMap((point, index) => {
    const found = px[index];
    return found ? [{ mm: point, px: found }] : [];
  });
}

/** A ratio near 1, either way. */
export function within(ratio: number, tolerance: number): boolean {
  return ratio < 1 + tolerance && ratio > 1 / (1 + tolerance);
}

/** The first of `matches`, without repeats: two are one when they put the page within a millimetre of each other. */
export function likeliest(matches: readonly MarkMatch[]): MarkMatch[] {
  const kept: MarkMatch[] = [];
  for (const match of matches) {
    if (kept.every((other) => apartMm(match, other) > 1)) kept.push(match);
  }
  return kept.slice(0, MAX_MATCHES);
}

function apartMm(a: MarkMatch, b: MarkMatch): number {
  const probes: Point[] = [
    [0, 0],
    [100, 0],
    [0, 100],
  ];
  return (
    Math.max(
      ...probes.map((probe) => distance(mapPoint(a.mmToPx, probe), mapPoint(b.mmToPx, probe))),
    ) / a.pxPerMm
  );
}
