import { fitAffine, fitHomography, mapPoint } from './homography.ts';
import type { Sighting } from './landmarks.ts';
import type { MarkMatch, PointPair } from './mark-match.ts';
import { distance, type Point, rootMeanSquare } from './point.ts';
import type { Homography } from './raster.ts';

/** Fewer clearly seen landmarks than this cannot correct the marks. */
const MIN_SIGHTINGS = 6;
/** A projective map has two more freedoms than an affine one: it must explain clearly more. */
const PROJECTIVE_GAIN = 0.7;
/** Below this the paper is flat and the scanner straight: nothing to explain. */
const AFFINE_GOOD_MM = 0.25;
/** A mark is a sharper point than a landmark in the middle of much print. */
const MARK_WEIGHT = 2;

/** Corrects a placement by where the form's print was seen; `null` where too little of it was. */
export function refine(match: MarkMatch, sightings: readonly Sighting[]): MarkMatch | null {
  if (sightings.length < MIN_SIGHTINGS) return null;
  const seen = sightings.map(({ boxMm: [x, y, width, height], shiftMm }): PointPair => {
    const mm: Point = [x + width / 2, y + height / 2];
    return { mm, px: mapPoint(match.mmToPx, [mm[0] + shiftMm[0], mm[1] + shiftMm[1]]) };
  });
  const marks = Array.from({ length: MARK_WEIGHT }, () => match.pairs).flat();
  const pairs = [...seen, ...marks];
  const mm = pairs.map((pair) => pair.mm);
  const px = pairs.map((pair) => pair.px);
  const affine = fitAffine(mm, px);
  if (!affine) return null;
  const affineOff = offMm(affine, pairs, match.pxPerMm);
  const projective = affineOff > AFFINE_GOOD_MM ? fitHomography(mm, px) : null;
  const bends = projective && offMm(projective, pairs, match.pxPerMm) < affineOff * PROJECTIVE_GAIN;
  const mmToPx = bends ? projective : affine;
  return { ...match, mmToPx, fitResidualMm: offMm(mmToPx, match.pairs, match.pxPerMm) };
}

function offMm(matrix: Homography, pairs: readonly PointPair[], pxPerMm: number): number {
  return rootMeanSquare(pairs.map(({ mm, px }) => distance(mapPoint(matrix, mm), px) / pxPerMm));
}
