import type { FormTemplate } from '../../schemas/form-template.ts';
import type { Registration, Rotation } from '../../schemas/reading.ts';
import type { FoundSquare } from './find-squares.ts';
import type { FormRules } from './form-rules.ts';
import type { GreyRaster } from './grey.ts';
import { mapPoint } from './homography.ts';
import { type Landmark, type LandmarkSet, type Sighting, sight } from './landmarks.ts';
import type { MarkMatch } from './mark-match.ts';
import { matchLines } from './match-lines.ts';
import { matchMarks } from './match-marks.ts';
import { matchTwoMarks } from './match-two-marks.ts';
import { rootMeanSquare } from './point.ts';
import type { Homography } from './raster.ts';
import { refine } from './refine.ts';
import type { RuledLines } from './ruled-lines.ts';

/** A template with what recognition needs of its blank form. */
export type RecognisableForm = Readonly<{
  template: FormTemplate;
  landmarks: LandmarkSet;
  /** The printed rules of the blank form. */
  rules: FormRules;
}>;

/** The best placement of a form on a page, good or not: `acceptable` decides. */
export type Placement = Readonly<{
  registration: Registration;
  /** Likeness of the page to the blank form, −1…1, over the landmarks that are not written over. */
  correlation: number;
  marks: number;
  pxPerMm: number;
}>;

/** Landmarks that a stamp, a label or handwriting may hide without the form being another. */
const MAY_BE_HIDDEN = 1 / 3;
/** A placement by four marks this like the form ends the search. */
const CLEARLY_RIGHT = 0.75;
/** A landmark seen less clearly than this says nothing about where it lies. */
const CLEAR_SIGHTING = 0.5;
/** With fewer marks, or further off than this, the print corrects the marks. */
const REFINE_OVER_MM = 0.35;
const REFINE_ROUNDS = 4;

/** Places a form on a page by its marks and decides which way up it lies by its print. */
export function placeByMarks(
  page: GreyRaster,
  squares: readonly FoundSquare[],
  form: RecognisableForm,
): Placement | null {
  const { anchors } = form.template;
  if (anchors.kind !== 'corner-squares') return null;
  const geometry = { sideMm: anchors.sideMm, centresMm: anchors.centresMm };
  const byMarks = bestOf(page, matchMarks(squares, geometry), form);
  if (byMarks && acceptable(byMarks, form.template)) return byMarks;
  const byTwo = bestOf(page, matchTwoMarks(squares, geometry), form);
  return byTwo && byTwo.correlation > (byMarks?.correlation ?? 0) ? byTwo : byMarks;
}

/** Places a form by the rules of its tables: for forms without marks, and for marks that were lost. */
export function placeByRules(
  page: GreyRaster,
  lines: RuledLines,
  form: RecognisableForm,
): Placement | null {
  return bestOf(page, matchLines(lines, page, form.rules), form);
}

/** Never a guess: a page over either limit is not this form. */
export function acceptable(placement: Placement, template: FormTemplate): boolean {
  const { maxResidualMm, minLandmarkCorrelation } = template.recognise;
  return (
    placement.registration.residualMm <= maxResidualMm &&
    placement.correlation >= minLandmarkCorrelation
  );
}

/** A quick look at every match, a close one at the most like. */
function bestOf(
  page: GreyRaster,
  matches: readonly MarkMatch[],
  form: RecognisableForm,
): Placement | null {
  let best: { match: MarkMatch; likeness: number } | null = null;
  for (const match of matches) {
    const likeness = likenessOf(look(page, match, form.landmarks.coarse));
    if (!best || likeness > best.likeness) best = { match, likeness };
    if (match.marks >= 4 && likeness > CLEARLY_RIGHT) break;
  }
  return best && measure(page, best.match, form);
}

function measure(page: GreyRaster, first: MarkMatch, form: RecognisableForm): Placement {
  let match = first;
  let sightings = look(page, match, form.landmarks.fine);
  let residual = residualOf(sightings);
  const { coarse, fine } = form.landmarks;
  for (let round = 0; round < REFINE_ROUNDS; round++) {
    if (residual <= REFINE_OVER_MM && (match.marks >= 4 || round > 0)) break;
    // The coarse look reaches further, so it leads; the last rounds measure finely.
    const seen = round < REFINE_ROUNDS / 2 ? look(page, match, coarse) : sightings;
    const refined = refine(match, seen.filter(isClear));
    if (!refined) break;
    const after = look(page, refined, fine);
    if (likenessOf(after) < likenessOf(sightings)) break;
    match = refined;
    sightings = after;
    residual = residualOf(after);
  }
  return {
    registration: {
      residualMm: Math.hypot(match.fitResidualMm, residual),
      rotation: rotationOf(match.mmToPx, form.template.pageMm),
      mmToPx: [...match.mmToPx],
    },
    correlation: Math.min(likenessOf(sightings), weakestQuarter(sightings, form.template.pageMm)),
    marks: match.marks,
    pxPerMm: match.pxPerMm,
  };
}

function look(page: GreyRaster, match: MarkMatch, landmarks: readonly Landmark[]): Sighting[] {
  return landmarks.map((landmark) => sight(page, match.mmToPx, match.pxPerMm, landmark));
}

function isClear({ correlation }: Sighting): boolean {
  return correlation >= CLEAR_SIGHTING;
}

function likenessOf(sightings: readonly Sighting[]): number {
  const sorted = sightings.map(({ correlation }) => correlation).sort((a, b) => b - a);
  const kept = sorted.slice(0, Math.max(1, Math.ceil(sorted.length * (1 - MAY_BE_HIDDEN))));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/**
 * The middle likeness in the least like quarter of the page: a sheet bent away from the map in one corner
 * looks right everywhere else, and its fields there would be read from the wrong place.
 */
function weakestQuarter(
  sightings: readonly Sighting[],
  page: { width: number; height: number },
): number {
  const quarters = new Map<string, number[]>();
  for (const { boxMm, correlation } of sightings) {
    const [x, y, width, height] = boxMm;
    const key = `${x + width / 2 < page.width / 2} ${y + height / 2 < page.height / 2}`;
    quarters.set(key, [...(quarters.get(key) ?? []), correlation]);
  }
  const middles = [...quarters.values()].map((values) => {
    const sorted = values.sort((a, b) => b - a);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  });
  return Math.min(...middles);
}

/**
 * Four marks fix a projective map exactly, so they cannot say how good it is; the print between them can.
 */
function residualOf(sightings: readonly Sighting[]): number {
  const clear = sightings.filter(isClear);
  const shifts = (clear.length > 0 ? clear : sightings).map(({ shiftMm }) =>
    Math.hypot(...shiftMm),
  );
  return rootMeanSquare(shifts);
}

/** Degrees clockwise by which the paper lay in the scan. */
function rotationOf(mmToPx: Homography, page: { width: number; height: number }): Rotation {
  const left = mapPoint(mmToPx, [0, page.height / 2]);
  const right = mapPoint(mmToPx, [page.width, page.height / 2]);
  const degrees = (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
  const quarter = (Math.round(degrees / 90) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}
