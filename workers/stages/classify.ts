import type { Registration } from '../../schemas/reading.ts';
import { type BlankPageSigns, isBlank, signsOfInk } from './blank-page.ts';
import { findSquares } from './find-squares.ts';
import { type GreyRaster, toGrey } from './grey.ts';
import type { Raster } from './raster.ts';
import {
  acceptable,
  type Placement,
  placeByMarks,
  placeByRules,
  type RecognisableForm,
} from './register.ts';
import { findRuledLines } from './ruled-lines.ts';

/** What a page is. A form is never guessed: short of its limits a page is `other`, and a person looks at it. */
export type PageClassification =
  | Readonly<{ template: 'blank' | 'other'; registration: null; evidence: Evidence }>
  | Readonly<{
      template: string;
      registration: Registration;
      evidence: Evidence;
    }>;

type Evidence = Readonly<{
  /** Likeness to the nearest form, marks it was placed by, and its residual, accepted or not. */
  nearest: { template: string; correlation: number; marks: number; residualMm: number } | null;
  ink: BlankPageSigns | null;
}>;

/** Ink thresholds to try: dark marks first, then faint ones (light toner, thin carbonless copies). */
const INK_SHARES = [0.6, 0.8];
/** A form this like, placed by its marks, needs no comparison with the others. */
const CLEAR_LIKENESS = 0.75;

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
    const { registration } = best.placement;
    const evidence = { nearest, ink: null };
    return { template: best.form.template.id, registration, evidence };
  }
  const ink = signsOfInk(grey);
  const template = isBlank(ink) ? 'blank' : 'other';
  return { template, registration: null, evidence: { nearest, ink } };
}

type Nearest = { form: RecognisableForm; placement: Placement };

/**
 * Corner marks are the surest and quickest sign, so they come first. Printed rules place the forms without
 * marks, and a form whose marks were cut off or covered.
 */
function nearestForm(grey: GreyRaster, forms: readonly RecognisableForm[]): Nearest | null {
  const byMarks = nearestByMarks(grey, forms);
  if (byMarks && isClear(byMarks)) return byMarks;
  const lines = findRuledLines(grey);
  const byRules = forms.map((form) => nearestOf(form, placeByRules(grey, lines, form)));
  return [byMarks, ...byRules].reduce(liker, null);
}

function nearestByMarks(grey: GreyRaster, forms: readonly RecognisableForm[]): Nearest | null {
  const marked = forms.filter(({ template }) => template.anchors.kind === 'corner-squares');
  if (marked.length === 0) return null;
  let best: Nearest | null = null;
  for (const share of INK_SHARES) {
    const squares = findSquares(grey, share);
    const placed = marked.map((form) => nearestOf(form, placeByMarks(grey, squares, form)));
    best = placed.reduce(liker, best);
    if (best && acceptable(best.placement, best.form.template)) break;
  }
  return best;
}

/** Nothing else on earth has this form's print between this form's marks. */
function isClear({ form, placement }: Nearest): boolean {
  return acceptable(placement, form.template) && placement.correlation >= CLEAR_LIKENESS;
}

function nearestOf(form: RecognisableForm, placement: Placement | null): Nearest | null {
  return placement && { form, placement };
}

/** What may be accepted goes before what may not, then the more alike. */
function liker(a: Nearest | null, b: Nearest | null): Nearest | null {
  if (!a || !b) return a ?? b;
  const [okA, okB] = [a, b].map(({ form, placement }) => acceptable(placement, form.template));
  if (okA !== okB) return okA ? a : b;
  return b.placement.correlation > a.placement.correlation ? b : a;
}
