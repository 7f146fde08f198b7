import type { FoundSquare } from './find-squares.ts';
import { likeliest, type MarkGeometry, type MarkMatch, pairsOf, within } from './mark-match.ts';
import { distance, type Point } from './point.ts';
import type { Homography } from './raster.ts';

/**
 * Placements that rest on two marks: a sheet turned by a few degrees loses two opposite corners off an A4 glass.
 * Two marks fix a similarity, which a scanner keeps to a percent; the form's print must do the rest.
 */
export function matchTwoMarks(
  squares: readonly FoundSquare[],
  geometry: MarkGeometry,
): MarkMatch[] {
  const found = squares.flatMap((a) =>
    squares.flatMap((b) => (a === b ? [] : pairMatches([a, b], geometry))),
  );
  return likeliest(found.sort((a, b) => b.pxPerMm - a.pxPerMm));
}

const MARK_PAIRS = [
  [0, 3],
  [1, 2],
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
] as const;
/** Two marks carry no proof of shape, so their size must fit better and the sheet must lie as in a scanner. */
const PAIR_SIZE_TOLERANCE = 0.15;
const MAX_PAIR_SKEW = Math.sin((10 * Math.PI) / 180);

function pairMatches(
  squares: readonly [FoundSquare, FoundSquare],
  { sideMm, centresMm }: MarkGeometry,
): MarkMatch[] {
  return MARK_PAIRS.flatMap(([i, j]) => {
    const mm = [centresMm[i], centresMm[j]] as const;
    const px = [squares[0].centrePx, squares[1].centrePx] as const;
    const pxPerMm = distance(...px) / distance(...mm);
    if (!squares.every((s) => within(s.sidePx / sideMm / pxPerMm, PAIR_SIZE_TOLERANCE))) return [];
    const mmToPx = similarity(mm, px);
    const [cos = 0, , , sin = 0] = mmToPx;
    if (Math.min(Math.abs(cos), Math.abs(sin)) / pxPerMm > MAX_PAIR_SKEW) return [];
    return [{ mmToPx, marks: 2, pairs: pairsOf(mm, px), fitResidualMm: 0, pxPerMm }];
  });
}

/** The turn, scale and shift (no mirror) that takes two points to two others. */
function similarity(mm: readonly [Point, Point], px: readonly [Point, Point]): Homography {
  const [x, y] = [mm[1][0] - mm[0][0], mm[1][1] - mm[0][1]];
  const [u, v] = [px[1][0] - px[0][0], px[1][1] - px[0][1]];
  const square = x * x + y * y;
  const a = (x * u + y * v) / square;
  const b = (x * v - y * u) / square;
  const [x0, y0] = mm[0];
  const [u0, v0] = px[0];
  return [a, -b, u0 - a * x0 + b * y0, b, a, v0 - b * x0 - a * y0, 0, 0, 1];
}
