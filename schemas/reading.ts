import { z } from 'zod';

/** `[x, y, width, height]` in mm from the top-left corner of the upright page. */
export const BoxMm = z.tuple([
  z.number(),
  z.number(),
  z.number().nonnegative(),
  z.number().nonnegative(),
]);
export type BoxMm = z.infer<typeof BoxMm>;

export const ReadingState = z.enum(['certain', 'doubtful', 'blank', 'unreadable']);
export type ReadingState = z.infer<typeof ReadingState>;

export const Candidate = z.strictObject({
  value: z.string(),
  /** Probability that this is what the paper says, 0..1. */
  probability: z.number().min(0).max(1),
  /** The reader that proposed it (`zxing`, `tesseract`, `digit-net`, `ink`), and who agrees: `digit-net+register`. */
  source: z.string(),
});
export type Candidate = z.infer<typeof Candidate>;

/** What the readers make of one field. Doubt is a value; it never becomes a default. */
export const FieldReading = z.strictObject({
  /** As written on the sheet, canonical form (ISO dates, plain digits). `null`: not read. `''`: read as empty. */
  value: z.string().nullable(),
  state: ReadingState,
  /** The probability passed this field's threshold, so a person is asked less. Never a reason to skip people. */
  accepted: z.boolean(),
  probability: z.number().min(0).max(1),
  candidates: z.array(Candidate),
  boxMm: BoxMm,
  engine: z.string(),
  engineVersion: z.string(),
});
export type FieldReading = z.infer<typeof FieldReading>;

export const Rotation = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]);
export type Rotation = z.infer<typeof Rotation>;

/** What a person says a page is, and how the paper lay. */
export const ChosenForm = z.strictObject({ template: z.string().min(1), rotation: Rotation });
export type ChosenForm = z.infer<typeof ChosenForm>;

/** How page millimetres map to pixels of the stored page image. */
export const Registration = z.strictObject({
  /** Root mean square distance between anchors as found and as mapped, mm. */
  residualMm: z.number().nonnegative(),
  /** Degrees clockwise by which the paper lay; the page is upright after turning it back. */
  rotation: Rotation,
  /** Row-major 3×3 projective matrix: upright page mm → pixels of the stored image. */
  mmToPx: z.array(z.number()).length(9),
  /**
   * A person said which form it is (`form`). `place`: and how it lies, for no anchor bears it out; nothing may be read
   * from such a page.
   */
  byHand: z.enum(['form', 'place']).optional(),
});
export type Registration = z.infer<typeof Registration>;

/** A template id, or `blank` (empty back), `cover` (batch cover sheet), `other` (not ours: shown to a person). */
export const PageClass = z.string().min(1);

export const PageReading = z.strictObject({
  template: PageClass,
  registration: Registration.nullable(),
  /** Wall-clock time for the page, ms. */
  ms: z.number().nonnegative(),
  fields: z.record(z.string(), FieldReading),
  /** Version of the reading pipeline as a whole; stored with every record that used it. */
  engineVersion: z.string(),
});
export type PageReading = z.infer<typeof PageReading>;
