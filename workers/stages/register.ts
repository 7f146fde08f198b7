import type { FormTemplate } from '../../schemas/form-template.ts';
import type { Registration, Rotation } from '../../schemas/reading.ts';
import type { FoundSquare } from './find-squares.ts';
import type { GreyRaster } from './grey.ts';
import { mapPoint } from './homography.ts';
import { type Landmark, type Sighting, sight } from './landmarks.ts';
import { type MarkMatch, matchMarks } from './match-marks.ts';
import { rootMeanSquare } from './point.ts';
import type { Homography } from './raster.ts';

/** A template with what recognition needs of its blank form. */
export type RecognisableForm = Readonly<{
  template: FormTemplate;
  landmarks: readonly Landmark[];
}>;

/** The best placement of a form on a page, good or not: `acceptable` decides. */
export type Placement = Readonly<{
  registration: Registration;
  /** Likeness of the page to the blank form, −1…1, over the landmarks that are not written over. */
  correlation: number;
  marks: 3 | 4;
  pxPerMm: number;
}>;

/** Landmarks that a stamp, a label or handwriting may hide without the form being another. */
const MAY_BE_HIDDEN = 1 / 3;
/** A placement this good ends the search. */
const CLEARLY_RIGHT = 0.75;
/** A landmark seen less clearly than this says nothing about where it lies. */
const CLEAR_SIGHTING = 0.5;

/** Places a form on a page by its marks and decides which way up it lies by its print. */
export function placeForm(
  page: GreyRaster,
  squares: readonly FoundSquare[],
  form: RecognisableForm,
): Placement | null {
  const { sideMm, centresMm } = form.template.anchors;
  let best: Placement | null = null;
  for (const match of matchMarks(squares, { sideMm, centresMm })) {
    const placement = judge(page, match, form);
    if (!best || placement.correlation > best.correlation) best = placement;
    if (best.correlation > CLEARLY_RIGHT && best.marks === 4) break;
  }
  return best;
}

/** Never a guess: a page over either limit is not this form. */
export function acceptable(placement: Placement, template: FormTemplate): boolean {
  const { maxResidualMm, minLandmarkCorrelation } = template.recognise;
  return (
    placement.registration.residualMm <= maxResidualMm &&
    placement.correlation >= minLandmarkCorrelation
  );
}

function judge(page: GreyRaster, match: MarkMatch, form: RecognisableForm): Placement {
  const sightings = form.landmarks.map((landmark) =>
    sight(page, match.mmToPx, match.pxPerMm, landmark),
  );
  return {
    registration: {
      residualMm: Math.hypot(match.fitResidualMm, residualOf(sightings)),
      rotation: rotationOf(match.mmToPx, form.template.pageMm),
      mmToPx: [...match.mmToPx],
    },
    correlation: likeness(sightings),
    marks: match.marks,
    pxPerMm: match.pxPerMm,
  };
}

function likeness(sightings: readonly Sighting[]): number {
  const sorted = sightings.map(({ correlation }) => correlation).sort((a, b) => b - a);
  const kept = sorted.slice(0, Math.max(1, Math.ceil(sorted.length * (1 - MAY_BE_HIDDEN))));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/**
 * Four marks fix a projective map exactly, so they cannot say how good it is; the print between them can.
 */
function residualOf(sightings: readonly Sighting[]): number {
  const clear = sightings.filter(({ correlation }) => correlation >= CLEAR_SIGHTING);
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
