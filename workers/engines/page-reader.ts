import { columnsOf } from '../../rules/column-fields.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { CoverClaim } from '../../schemas/cover.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { ChosenForm, FieldReading, Registration } from '../../schemas/reading.ts';
import { classify } from '../stages/classify.ts';
import { cutStrip } from '../stages/column-strip.ts';
import { placeByHand, unreadFields } from '../stages/hand-placement.ts';
import type { Raster, RegisteredPage } from '../stages/raster.ts';
import { rectify } from '../stages/rectify.ts';
import type {
  ClassifiedPage,
  ColumnStrip,
  PlacedForm,
  StageTimes,
  TimedReading,
} from './reader-messages.ts';
import { decodeRaster, encodeJpeg, type ImageSource } from './sharp.ts';
import type { LoadedTemplate } from './templates.ts';

/** Raised with every change that can change a reading: records name the version they were read with. */
const PIPELINE_VERSION = 'yoshin-read 5';

type ReadFields<Engines> = (
  page: RegisteredPage,
  template: FormTemplate,
  engines: Engines,
) => Promise<Record<string, FieldReading>>;

/** Asked only about pages that are neither a known form nor empty: ordinary sheets pay nothing for it. */
export type FindCover = (page: Raster) => Promise<CoverClaim | null>;

export type PageReader<Engines> = Readonly<{
  forms: readonly LoadedTemplate[];
  readFields: ReadFields<Engines>;
  engines: Engines;
  /** Milliseconds of a clock that never jumps. */
  elapsedMs: () => number;
  findCover: FindCover;
}>;

/** decode → orient → classify → register → rectify → field readers, for the image of one page. */
export async function readPage<Engines>(
  image: ImageSource,
  reader: PageReader<Engines>,
  placed: PlacedForm | null = null,
): Promise<TimedReading> {
  const stages: StageTimes = { decode: 0, classify: 0, rectify: 0, fields: 0 };
  const start = reader.elapsedMs();
  const lap = startLaps(reader.elapsedMs, stages);
  const source = await decodePage(image);
  lap('decode');
  const found = placed ?? classify(source, reader.forms);
  const cover = placed ? null : await coverOn(source, found, reader.findCover);
  lap('classify');
  const form = reader.forms.find(({ template }) => template.id === found.template);
  const page = form && registered(source, found.registration, form.template);
  lap('rectify');
  const fields = form && page ? await reader.readFields(page, form.template, reader.engines) : {};
  const byHand = form && found.registration?.byHand === 'place';
  lap('fields');
  return {
    stages,
    strip: placed && (await stripOf(page, form?.template)),
    reading: {
      template: cover ? 'cover' : placed && !form ? 'other' : found.template,
      registration: found.registration,
      ms: Math.round(reader.elapsedMs() - start),
      fields: byHand ? unreadFields(form.template, PIPELINE_VERSION) : fields,
      engineVersion: PIPELINE_VERSION,
    },
  };
}

/** Classification alone: the first look at a page, before anybody reads it. */
export async function classifyPage(
  image: ImageSource,
  forms: readonly LoadedTemplate[],
  findCover: FindCover,
): Promise<ClassifiedPage> {
  return classifyRaster(await decodePage(image), forms, findCover);
}

export async function classifyRaster(
  source: Raster,
  forms: readonly LoadedTemplate[],
  findCover: FindCover,
): Promise<ClassifiedPage> {
  const found = classify(source, forms);
  const cover = await coverOn(source, found, findCover);
  const { registration, evidence } = found;
  return { template: cover ? 'cover' : found.template, registration, cover, evidence };
}

/** As the form a person chose, and no other: by its anchors, or by hand where they do not bear it out. */
export async function placePage(
  image: ImageSource,
  forms: readonly LoadedTemplate[],
  chosen: ChosenForm,
): Promise<PlacedForm | null> {
  return placeRaster(await decodePage(image), forms, chosen);
}

export function placeRaster(
  source: Raster,
  forms: readonly LoadedTemplate[],
  { template: id, rotation }: ChosenForm,
): PlacedForm | null {
  const form = forms.find(({ template }) => template.id === id);
  if (form === undefined) return null;
  const { registration } = classify(source, [form]);
  const size = { width: source.widthPx, height: source.heightPx };
  return {
    template: id,
    registration:
      registration === null
        ? placeByHand(size, form.template.pageMm, rotation)
        : { ...registration, byHand: 'form' },
  };
}

const coverOn = async (page: Raster, found: Pick<PlacedForm, 'template'>, findCover: FindCover) =>
  found.template === 'other' ? await findCover(page) : null;

/** `input.unreadable_image` where nobody can decode it. */
export async function decodePage(image: ImageSource): Promise<Raster> {
  try {
    return await decodeRaster(image);
  } catch (error) {
    throw new RejectedInputError('input.unreadable_image', { cause: error });
  }
}

async function stripOf(
  page: RegisteredPage | null | undefined,
  template: FormTemplate | undefined,
): Promise<ColumnStrip | null> {
  if (!page || !template) return null;
  const { source, mmToPx } = page;
  const boxesMm = columnsOf(template).map(({ cropMm }) => cropMm);
  if (boxesMm.length === 0) return null;
  const strip = cutStrip(source, mmToPx, template.pageMm, boxesMm);
  return { boxesMm, jpeg: await encodeJpeg(strip) };
}

function registered(
  source: Raster,
  registration: Registration | null,
  template: FormTemplate,
): RegisteredPage | null {
  // Laid by hand, nothing is where it should be.
  if (registration?.byHand === 'place') return null;
  return registration && rectify(source, registration.mmToPx, template.pageMm);
}

function startLaps(elapsedMs: () => number, stages: StageTimes): (stage: keyof StageTimes) => void {
  let last = elapsedMs();
  return (stage) => {
    const now = elapsedMs();
    stages[stage] += now - last;
    last = now;
  };
}
