import { z } from 'zod';

/** The parent's questions to the decoder. */
export const DecodeQuestion = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    path: z.string(),
    maxPixels: z.number(),
    maxPages: z.number(),
  }),
  z.strictObject({ kind: z.literal('page'), index: z.int().nonnegative(), into: z.string() }),
]);
export type DecodeQuestion = z.infer<typeof DecodeQuestion>;

export const OpenedFile = z.strictObject({
  pageCount: z.int().positive(),
  missingPages: z.array(z.int().positive()),
});
export type OpenedFile = z.infer<typeof OpenedFile>;

export const PageMediaType = z.enum(['image/jpeg', 'image/png']);
export type PageMediaType = z.infer<typeof PageMediaType>;

export const WrittenPage = z.strictObject({
  mediaType: PageMediaType,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  dpi: z.number().positive().nullable(),
});
export type WrittenPage = z.infer<typeof WrittenPage>;
