import type { Registration } from '../../schemas/reading.ts';
import { type BlankPageSigns, isBlank, signsOfInk } from './blank-page.ts';
import { findSquares } from './find-squares.ts';
import { type GreyRaster, toGrey } from './grey.ts';
import type { Raster } from './raster.ts';
import { acceptable, type Placement, placeForm, type RecognisableForm } from './register.ts';

/** What a page is. A form is never guessed: short of its limits a page is `other`, and a person looks at it. */
export type PageClassification =
  | Readonly<{ template: 'blank' | 'other'; registration: null; evidence: Evidence }>
  | Readonly<{
      template: string;
      registration: Registration;
      pxPerMm: number;
      evidence: Evidence;
    }>;

type Evidence = Readonly<{
  /** Likeness to the nearest form, marks it was placed by, and its residual, accepted or not. */
  nearest: { template: string; correlation: number; marks: number; residualMm: number } | null;
  ink: BlankPageSigns | null;
}>;

/** Ink thresholds to try: dark marks first, then faint ones (light toner, thin carbonless copies). */
const INK_SHARES = [0.6, 0.8];

export function classify(page: Raster, forms: readonly RecognisableForm[]): PageClassification {
  const grey = toGrey(page);
  const best = nearestForm(grey, forms);
  const nearest = best && {
    template: best.form.template.id,
    correlation: best.placement.correlation,
    marks: best.placement.marks,
    residualMm: best.placement.registration.residualMm,
  };
  if (best && acceptable(best.placement, best.form.template)) {
    const { registration, pxPerMm } = best.placement;
    const evidence = { nearest, ink: null };
    return { template: best.form.template.id, registration, pxPerMm, evidence };
  }
  const ink = signsOfInk(grey);
  const template = isBlank(ink) ? 'blank' : 'other';
  return { template, registration: null, evidence: { nearest, ink } };
}

type Nearest = { form: RecognisableForm; placement: Placement };

function nearestForm(grey: GreyRaster, forms: readonly RecognisableForm[]): Nearest | null {
  let best: Nearest | null = null;
  for (const share of INK_SHARES) {
    const squares = findSquares(grey, share);
    for (const form of forms) {
      const placement = placeForm(grey, squares, form);
      if (placement && (!best || placement.correlation > best.placement.correlation)) {
        best = { form, placement };
      }
    }
    if (best && acceptable(best.placement, best.form.template)) break;
  }
  return best;
}
