import type { FoundSquare } from './find-squares.ts';
import { fitAffine, fitHomography, mapPoint } from './homography.ts';
import { likeliest, type MarkGeometry, type MarkMatch, pairsOf, within } from './mark-match.ts';
import { distance, type Point, rootMeanSquare } from './point.ts';
import type { Homography } from './raster.ts';

/** Photographs taken at an angle stretch sides and corners this much; wider is not one sheet. */
const SIDE_RATIO_TOLERANCE = 0.14;
const MAX_CORNER_COSINE = Math.cos((76 * Math.PI) / 180);
const SIZE_TOLERANCE = 0.3;
const FOURTH_MARK_TOLERANCE = 0.07;
/** A scanner is affine to this; beyond it, the perspective is real. */
const AFFINE_LIMIT_MM = 0.4;
/** A fourth mark further off may be something else: the three are tried without it too. */
const SURE_OF_FOURTH_MM = 2;

/**
 * All placements of the four marks that geometry allows, likeliest first: a corner and its two neighbours
 * fix the sheet, the fourth mark confirms it or is missing (covered, torn off, cut by the scanner).
 * Which way is up stays open: a sheet turned by 180° has its marks in the same places.
 */
export function matchMarks(squares: readonly FoundSquare[], geometry: MarkGeometry): MarkMatch[] {
  const found = trios(squares).flatMap((trio) => matchesFrom(trio, squares, geometry));
  return likeliest(found.sort(byPlausibility));
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
              marks: 3,
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
