import type { ChosenForm } from '../../schemas/reading.ts';
import { findNumbers } from './find-numbers.ts';
import { classifyRaster, decodePage, type FindCover, placeRaster } from './page-reader.ts';
import type { LookedAt } from './reader-messages.ts';
import type { ReadingEngines } from './reading-engines.ts';
import { type ImageSource, paintOver } from './sharp.ts';
import type { LoadedTemplate } from './templates.ts';

type Reader = Readonly<{
  forms: readonly LoadedTemplate[];
  engines: ReadingEngines;
  findCover: FindCover;
}>;

type Found = Omit<LookedAt, 'suspicion'>;

/** Which form a page is, and what on it may be a 個人番号: before anybody sees it. */
export async function lookAtPage(
  image: ImageSource,
  chosen: ChosenForm | null,
  { forms, engines, findCover }: Reader,
): Promise<LookedAt> {
  const source = await decodePage(image);
  const { template, registration, cover }: Found =
    chosen === null
      ? await classifyRaster(source, forms, findCover)
      : {
          template: 'other',
          registration: null,
          ...placeRaster(source, forms, chosen),
          cover: null,
        };
  const form = forms.find((each) => each.template.id === template)?.template;
  // Laid by hand, nothing is where it should be.
  const isLaid = registration !== null && registration.byHand !== 'place';
  const known = form !== undefined && isLaid ? { template: form, registration } : null;
  const areas = await findNumbers(source, known, engines, cover !== null);
  if (areas.length === 0) return { template, registration, cover, suspicion: null };
  const { mediaType, bytes: masked } = await paintOver(image, areas);
  return { template, registration, cover, suspicion: { areas, mediaType, masked } };
}
