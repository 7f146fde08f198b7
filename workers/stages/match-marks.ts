import type { FoundSquare } from './find-squares.ts';
import { fitAffine, fitHomography, mapPoint } from './homography.ts';
import { distance, type Point, rootMeanSquare } from './point.ts';
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
  marks: 2 | 3 | 4;
  /** The marks it rests on, and where they were found. */
  pairs: readonly PointPair[];
  /** Root mean square distance of the marks from where the map puts them, mm. Three marks fit exactly. */
  fitResidualMm: number;
  pxPerMm: number;
}>;

/** Photographs taken at an angle stretch sides and corners this much; wider is not one sheet. */
const SIDE_RATIO_TOLERANCE = 0.14;
const MAX_CORNER_COSINE = Math.cos((76 * Math.PI) / 180);
const SIZE_TOLERANCE = 0.3;
const FOURTH_MARK_TOLERANCE = 0.07;
/** A scanner is affine to this; beyond it, the perspective is real. */
const AFFINE_LIMIT_MM = 0.4;
/** A fourth mark further off may be something else: the three are tried without it too. */
const SURE_OF_FOURTH_MM = 2;
const MAX_MATCHES = 24;

/**
 * All placements of the four marks that geometry allows, likeliest first: a corner and its two neighbours
 * fix the sheet, the fourth mark confirms it or is missing (covered, torn off, cut by the scanner).
 * Which way is up stays open: a sheet turned by 180° has its marks in the same places.
 */
export function matchMarks(squares: readonly FoundSquare[], geometry: MarkGeometry): MarkMatch[] {
  const found = trios(squares).flatMap((trio) => matchesFrom(trio, squares, geometry));
  return distinct(found.sort(byPlausibility)).slice(0, MAX_MATCHES);
}

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
  return distinct(found.sort((a, b) => b.pxPerMm - a.pxPerMm)).slice(0, MAX_MATCHES);
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
    return [{ mmToPx, marks: 2 as const, pairs: pairsOf(mm, px), fitResidualMm: 0, pxPerMm }];
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

/** Every ordered choice of three squares, the corner first. */
function trios(squares: readonly FoundSquare[]): Trio[] {
  return squares.flatMap((a) =>
    squares.flatMap((b) =>
      a === b ? [] : squares.flatMap((c): Trio[] => (c === a || c === b ? [] : [[a, b, c]])),
    ),
  );
}

/** Index of the horizontal neighbour, the vertical neighbour and the opposite of each corner. */
const NEIGHBOURS = [
  [1, 2, 3],
  [0, 3, 2],
  [3, 0, 1],
  [2, 1, 0],
] as const;

type Trio = readonly [FoundSquare, FoundSquare, FoundSquare];

function matchesFrom(
  trio: Trio,
  squares: readonly FoundSquare[],
  geometry: MarkGeometry,
): MarkMatch[] {
  return ([0, 1, 2, 3] as const).flatMap((corner) => {
    const [across, down, opposite] = NEIGHBOURS[corner];
    const mm = geometry.centresMm;
    const triple = [mm[corner], mm[across], mm[down]] as const;
    const pxPerMm = shapeScale(trio, triple, geometry.sideMm);
    if (pxPerMm === null) return [];
    const fourth = fourthMark(trio, squares, geometry.sideMm * pxPerMm);
    const px = trio.map(({ centrePx }) => centrePx);
    const alone =
      fourth && fourth.offPx / pxPerMm < SURE_OF_FOURTH_MM ? null : fitAffine(triple, px);
    // A full set is found from each of its corners; once is enough for each way up.
    const full =
      fourth && corner === 0
        ? fitFour([...triple, mm[opposite]], [...px, fourth.square.centrePx], pxPerMm)
        : null;
    return [
      ...(full ? [full] : []),
      ...(alone
        ? [
            {
              mmToPx: alone,
              marks: 3 as const,
              pairs: pairsOf(triple, px),
              fitResidualMm: 0,
              pxPerMm,
            },
          ]
        : []),
    ];
  });
}

function fitFour(mm: readonly Point[], px: readonly Point[], pxPerMm: number): MarkMatch | null {
  const affine = fitAffine(mm, px);
  if (!affine) return null;
  const pairs = pairsOf(mm, px);
  const affineResidualMm = residualMm(affine, mm, px, pxPerMm);
  if (affineResidualMm <= AFFINE_LIMIT_MM) {
    return { mmToPx: affine, marks: 4, pairs, fitResidualMm: affineResidualMm, pxPerMm };
  }
  const projective = fitHomography(mm, px);
  return projective && { mmToPx: projective, marks: 4, pairs, fitResidualMm: 0, pxPerMm };
}

function pairsOf(mm: readonly Point[], px: readonly Point[]): PointPair[] {
  return mm.flatMap((point, index) => {
    const found = px[index];
    return found ? [{ mm: point, px: found }] : [];
  });
}

function residualMm(
  matrix: Homography,
  mm: readonly Point[],
  px: readonly Point[],
  pxPerMm: number,
): number {
  return rootMeanSquare(
    mm.map((point, index) => distance(mapPoint(matrix, point), px[index] ?? [0, 0]) / pxPerMm),
  );
}

/** Pixels a millimetre if the three squares have the form's shape, corner first; `null` if they have not. */
function shapeScale(
  squares: Trio,
  mm: readonly [Point, Point, Point],
  sideMm: number,
): number | null {
  const [a, b, c] = squares;
  const acrossPx = distance(a.centrePx, b.centrePx);
  const downPx = distance(a.centrePx, c.centrePx);
  const acrossScale = acrossPx / distance(mm[0], mm[1]);
  const downScale = downPx / distance(mm[0], mm[2]);
  const scale = (acrossScale + downScale) / 2;
  if (!within(acrossScale / downScale, SIDE_RATIO_TOLERANCE)) return null;
  if (!squares.every(({ sidePx }) => within(sidePx / sideMm / scale, SIZE_TOLERANCE))) return null;
  const px = [a.centrePx, b.centrePx, c.centrePx] as const;
  if (Math.sign(cross(px)) !== Math.sign(cross(mm))) return null;
  return Math.abs(cosine(px)) > MAX_CORNER_COSINE ? null : scale;
}

function within(ratio: number, tolerance: number): boolean {
  return ratio < 1 + tolerance && ratio > 1 / (1 + tolerance);
}

type Triple = readonly [Point, Point, Point];

function cross([a, b, c]: Triple): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function cosine([a, b, c]: Triple): number {
  const dot = (b[0] - a[0]) * (c[0] - a[0]) + (b[1] - a[1]) * (c[1] - a[1]);
  return dot / (distance(a, b) * distance(a, c));
}

/** The square nearest to where an affine sheet would have its fourth mark. */
function fourthMark(
  [a, b, c]: Trio,
  squares: readonly FoundSquare[],
  sidePx: number,
): { square: FoundSquare; offPx: number } | null {
  const expected: Point = [
    b.centrePx[0] + c.centrePx[0] - a.centrePx[0],
    b.centrePx[1] + c.centrePx[1] - a.centrePx[1],
  ];
  const reachPx = distance(b.centrePx, c.centrePx) * FOURTH_MARK_TOLERANCE;
  const [best] = squares
    .filter((square) => within(square.sidePx / sidePx, SIZE_TOLERANCE))
    .map((square) => ({ square, offPx: distance(square.centrePx, expected) }))
    .filter(({ offPx }) => offPx <= reachPx)
    .sort((left, right) => left.offPx - right.offPx);
  return best ?? null;
}

function byPlausibility(a: MarkMatch, b: MarkMatch): number {
  return b.marks - a.marks || b.pxPerMm - a.pxPerMm || a.fitResidualMm - b.fitResidualMm;
}

/** Two matches are one when they put the page's corners within a millimetre of each other. */
function distinct(matches: readonly MarkMatch[]): MarkMatch[] {
  const kept: MarkMatch[] = [];
  for (const match of matches) {
    if (kept.every((other) => apartMm(match, other) > 1)) kept.push(match);
  }
  return kept;
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
