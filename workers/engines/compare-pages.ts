import type { InkComparison } from '../../schemas/ink-comparison.ts';
import { compareInk } from '../stages/compare-ink.ts';
import { inkPlane } from '../stages/ink-plane.ts';
import { type Printed, printedOf } from '../stages/printed.ts';
import { writtenInk } from '../stages/written-ink.ts';
import { decodePage } from './page-reader.ts';
import type { PlacedPage } from './reader-messages.ts';
import type { LoadedTemplate } from './templates.ts';

type ComparePages = (
  template: string,
  pages: readonly [PlacedPage, PlacedPage],
) => Promise<InkComparison | null>;

/** Compares what stands on two scans of one form; `null` where the form is not ours any more. */
export function pageComparer(forms: readonly LoadedTemplate[]): ComparePages {
  const prints = new Map<string, Printed>();
  const printOf = ({ template, blank, blankPxPerMm }: LoadedTemplate): Printed => {
    const known = prints.get(template.id) ?? printedOf(inkPlane(blank, 'any'), blankPxPerMm);
    prints.set(template.id, known);
    return known;
  };
  return async (template, [first, second]) => {
    const form = forms.find((each) => each.template.id === template);
    if (form === undefined) return null;
    const written = async ({ image, mmToPx }: PlacedPage) =>
      writtenInk(await decodePage(image), mmToPx, form.template.pageMm, printOf(form));
    // One after the other: two large pages at a time are twice the memory.
    return compareInk(await written(first), await written(second));
  };
}
