import { z } from 'zod';
import { AreaPx } from '../../schemas/api/numbers.ts';
import { CoverClaim } from '../../schemas/cover.ts';
import { BoxMm, ChosenForm, PageClass, PageReading, Registration } from '../../schemas/reading.ts';

/** The pool's questions to a page reader process. An image is a path, or its bytes. */
const ImageSource = z.union([
  z.string(),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
]);

/** A page and where it lies: upright page mm → pixels of the image, row-major. */
export const PlacedPage = z.strictObject({
  image: ImageSource,
  mmToPx: Registration.shape.mmToPx,
});
export type PlacedPage = z.infer<typeof PlacedPage>;

/** What the first look at a page found: which form it is, and how it lies. */
export const PlacedForm = z.strictObject({ template: PageClass, registration: Registration });
export type PlacedForm = z.infer<typeof PlacedForm>;

export const ReaderQuestion = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start'), templatesDir: z.string() }),
  z.strictObject({ kind: z.literal('classify'), image: ImageSource }),
  /** The first look at a page: what it is, unless a person said so (`chosen`), and whether it holds a 個人番号. */
  z.strictObject({ kind: z.literal('look'), image: ImageSource, chosen: ChosenForm.nullable() }),
  /** `placed`: the page was looked at before, and is read as what it was taken for then. */
  z.strictObject({
    kind: z.literal('read'),
    image: ImageSource,
    placed: PlacedForm.nullable(),
  }),
  /** A person says which form it is. */
  z.strictObject({ kind: z.literal('place'), image: ImageSource, chosen: ChosenForm }),
  z.strictObject({
    kind: z.literal('compare'),
    template: z.string(),
    pages: z.tuple([PlacedPage, PlacedPage]),
  }),
]);
export type ReaderQuestion = z.infer<typeof ReaderQuestion>;

/** What a page is, with the figures that decided it. */
export const ClassifiedPage = z.strictObject({
  template: PageClass,
  registration: Registration.nullable(),
  /** What the cover sheet says, where the page is one. */
  cover: CoverClaim.nullable(),
  evidence: z.strictObject({
    nearest: z
      .strictObject({
        template: z.string(),
        correlation: z.number(),
        marks: z.int(),
        residualMm: z.number(),
      })
      .nullable(),
    ink: z.strictObject({ inkedShare: z.number() }).nullable(),
  }),
});
export type ClassifiedPage = z.infer<typeof ClassifiedPage>;

/** Where something on a page may be a 個人番号, and the page with these areas masked. */
export const Suspicion = z.strictObject({
  areas: z.array(AreaPx).min(1),
  mediaType: z.enum(['image/png', 'image/jpeg']),
  masked: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type Suspicion = z.infer<typeof Suspicion>;

export const LookedAt = z.strictObject({
  ...ClassifiedPage.pick({ template: true, registration: true, cover: true }).shape,
  suspicion: Suspicion.nullable(),
});
export type LookedAt = z.infer<typeof LookedAt>;

export const StageTimes = z.strictObject({
  decode: z.number(),
  classify: z.number(),
  rectify: z.number(),
  fields: z.number(),
});
export type StageTimes = z.infer<typeof StageTimes>;

/** What is looked at away from the sheet, cut while its page is open: a JPEG, the places one below the other. */
export const ColumnStrip = z.strictObject({
  boxesMm: z.array(BoxMm),
  jpeg: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type ColumnStrip = z.infer<typeof ColumnStrip>;

export const TimedReading = z.strictObject({
  reading: PageReading,
  stages: StageTimes,
  /** Only of a sheet that was classified before; `null` where the form has no columns. */
  strip: ColumnStrip.nullable(),
});
export type TimedReading = z.infer<typeof TimedReading>;
