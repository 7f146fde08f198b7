import { z } from 'zod';
import { BoxMm } from './reading.ts';

/** A point `[x, y]` in mm from the top-left corner of the upright page. */
export const PointMm = z.tuple([z.number(), z.number()]);

export const Era = z.enum(['meiji', 'taisho', 'showa', 'heisei', 'reiwa']);
export type Era = z.infer<typeof Era>;

const zoneBase = { id: z.string().min(1) };

/** Digits in separate boxes, in reading order. `preprinted` digits stand before the first box on paper. */
const DigitBoxesZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('digit-boxes'),
  field: z.string(),
  boxesMm: z.array(BoxMm).min(1),
  format: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('digits') }),
    z.strictObject({ kind: z.literal('date-ymd'), preprinted: z.string().default('') }),
    z.strictObject({ kind: z.literal('decimal'), integerDigits: z.int().positive() }),
    /**
     * Year (of the era), month and day in two boxes each. One of several printed era names is circled; an era
     * printed alone needs no circle.
     */
    z.strictObject({
      kind: z.literal('date-era'),
      eras: z.array(z.strictObject({ era: Era, boxMm: BoxMm })).min(1),
    }),
  ]),
});

/** Printed alternatives of which one is ticked, filled or circled. Reads `blank` or `both` where that is what is there. */
const ChoiceZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('choice'),
  field: z.string(),
  mark: z.enum(['tick', 'fill', 'circle']),
  options: z.array(z.strictObject({ value: z.string(), boxMm: BoxMm })).min(1),
  /** Value when no option is marked; `blank` unless the absence of a mark is itself an answer. */
  unmarkedValue: z.string().default('blank'),
});

const PrintedLineZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('printed-line'),
  field: z.string(),
  boxMm: BoxMm,
  alphabet: z.string().optional(),
});

/** A pasted label, found anywhere inside the search area; its content feeds several fields. */
const LabelZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('label'),
  searchMm: BoxMm,
  content: z.enum(['vaccination-ticket']),
  fields: z.array(z.string()).min(1),
});

/** A vaccine sticker, found inside the search area. */
const StickerZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('sticker'),
  searchMm: BoxMm,
  fields: z.array(z.string()).min(1),
});

const HandwritingZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('handwriting'),
  field: z.string(),
  boxMm: BoxMm,
});

const SignatureZone = z.strictObject({
  ...zoneBase,
  kind: z.enum(['signature', 'stamp']),
  field: z.string(),
  boxMm: BoxMm,
});

const BarcodeZone = z.strictObject({
  ...zoneBase,
  kind: z.literal('barcode'),
  field: z.string(),
  searchMm: BoxMm,
  symbologies: z.array(z.enum(['qr', 'nw-7', 'gs1-databar', 'datamatrix', 'code-128'])).min(1),
});

export const Zone = z.discriminatedUnion('kind', [
  DigitBoxesZone,
  ChoiceZone,
  PrintedLineZone,
  LabelZone,
  StickerZone,
  HandwritingZone,
  SignatureZone,
  BarcodeZone,
]);
export type Zone = z.infer<typeof Zone>;

/**
 * How people confirm a field.
 * `unseen`: keyed without showing the reading. `shown`: shown, confirmed together with one key.
 * `compare`: the ink is compared with what the register says. `derived`: part of another field, not asked.
 * A `shown` field whose reading is not accepted is keyed unseen all the same.
 */
export const Keying = z.enum(['unseen', 'shown', 'compare', 'derived']);
export type Keying = z.infer<typeof Keying>;

/** `code`: Latin letters and digits without spaces, upper case (lot numbers). */
export const FieldType = z.enum([
  'text',
  'code',
  'digits',
  'decimal',
  'date',
  'choice',
  'presence',
  /** Whose sheet it is: asked by the program, on no form. */
  'person',
]);
export type FieldType = z.infer<typeof FieldType>;

export const FormField = z.strictObject({
  id: z.string().min(1),
  labelJa: z.string().min(1),
  labelEn: z.string().min(1),
  type: FieldType,
  /** Values a `choice` or `presence` field may take, with the words shown for them. */
  options: z
    .array(z.strictObject({ value: z.string(), labelJa: z.string(), labelEn: z.string() }))
    .optional(),
  /** Exact number of digits of a `digits` field, where the form fixes it. */
  digits: z.int().positive().optional(),
  unit: z.string().optional(),
  keying: Keying,
  /** The item of the inoculation record this field feeds; absent where it only serves checks. */
  recordItem: z.string().optional(),
  /** Where a person looks for it on the paper. */
  lookAtMm: BoxMm,
});
export type FormField = z.infer<typeof FormField>;

/** By what a form is found on a scan. */
const Anchors = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('corner-squares'),
    sideMm: z.number().positive(),
    /** Centres in the order top-left, top-right, bottom-left, bottom-right. */
    centresMm: z.tuple([PointMm, PointMm, PointMm, PointMm]),
  }),
  /** No marks: the printed rules of its tables, taken from the blank form. */
  z.strictObject({ kind: z.literal('ruled-lines') }),
]);

/** A form as data: a municipality adds its own without programming. `forms/<id>/template.json` + `blank.png`. */
export const FormTemplate = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.int().positive(),
  titleJa: z.string(),
  titleEn: z.string(),
  /** Vaccine programme (予防接種種類) this form belongs to. */
  programme: z.string(),
  pageMm: z.strictObject({ width: z.number().positive(), height: z.number().positive() }),
  anchors: Anchors,
  recognise: z.strictObject({
    /** A page whose anchors map worse than this is not this form. */
    maxResidualMm: z.number().positive(),
    /** Printed areas compared with the blank form to tell it from others with the same anchors. */
    landmarksMm: z.array(BoxMm).min(1),
    minLandmarkCorrelation: z.number().min(0).max(1),
  }),
  zones: z.array(Zone).min(1),
  /** In the order of the paper. */
  fields: z
    .array(FormField)
    .min(1)
    .refine((fields) => fields.every(({ id, type }) => id !== 'person' && type !== 'person')),
});
export type FormTemplate = z.infer<typeof FormTemplate>;
