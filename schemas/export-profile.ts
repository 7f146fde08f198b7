import { z } from 'zod';
import { InoculationRecord } from './inoculation-record.ts';

/** How a sheet stands: `examined_only` 予診のみ, `voided` taken back after it was committed. */
export const Standing = z.enum(['vaccinated', 'examined_only', 'voided']);
export type Standing = z.infer<typeof Standing>;

/** What a column can tell: the record (DOMAIN.md §1), what the ledger says of the entry itself, and 自動応答不可. */
export const ExportItem = z.enum([
  ...InoculationRecord.keyof().options,
  'standing',
  'entryId',
  'entryNumber',
  'committedAt',
  'noAutomaticReply',
]);
export type ExportItem = z.infer<typeof ExportItem>;

/** `wareki` 令和7年4月12日, `wareki-short` R7.4.12, `wareki-digits` 5070412 (1 明治 … 5 令和). */
export const DateStyle = z.enum([
  'iso',
  'yyyymmdd',
  'slashes',
  'wareki',
  'wareki-short',
  'wareki-digits',
]);
export type DateStyle = z.infer<typeof DateStyle>;

/** Where spaces go to make a cell as wide as it may be; `lot`: only digits stand right, anything else left. */
const Fill = z.enum(['none', 'left', 'right', 'lot']);

/** Words of another system for values of ours. Several values may share a word. */
const CodeList = z.strictObject({
  words: z.array(z.strictObject({ value: z.string(), word: z.string().min(1) })).min(1),
  /** What is done with a value that is not in it. */
  others: z.enum(['refuse', 'as_it_is']),
});
export type CodeList = z.infer<typeof CodeList>;

export const ExportColumn = z.strictObject({
  /** In repeated columns `{n}` stands for the number of the dose. */
  header: z.string().min(1),
  item: ExportItem,
  dates: DateStyle.optional(),
  /** One of the profile's code lists. */
  codes: z.string().optional(),
  /** A record without it cannot be written. */
  required: z.boolean().default(false),
  /** Exactly so many digits. */
  digits: z.int().positive().optional(),
  /** At most so many characters; what is longer is refused, never cut. */
  most: z.int().positive().optional(),
  fill: Fill.default('none'),
});
export type ExportColumn = z.infer<typeof ExportColumn>;

const Columns = z.array(ExportColumn).min(1);

/** Characters that the encoding does not have → what is written instead, and why that is the same. */
const Substitution = z.strictObject({
  character: z.string().min(1),
  instead: z.string().min(1),
  reason: z.string().min(1),
});
export const Substitutions = z.array(Substitution);
export type Substitutions = z.infer<typeof Substitutions>;

const common = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  titleJa: z.string().min(1),
  titleEn: z.string().min(1),
  /** Goes up with every change: it is in the list of outputs. */
  version: z.int().positive(),
  /** What is not certain about it and has to be agreed with whoever takes the file. */
  notes: z.array(z.string()).default([]),
  /** The name inside the ZIP. */
  file: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/),
  standings: z.array(Standing).min(1),
  /** Only records of these programmes; absent: of any. */
  programmes: z.array(z.string()).min(1).optional(),
};

export const CsvProfile = z.strictObject({
  ...common,
  format: z.literal('csv'),
  encoding: z.enum(['utf-8', 'cp932']),
  byteOrderMark: z.boolean(),
  lineEnd: z.enum(['crlf', 'lf']),
  withHeader: z.boolean(),
  dates: DateStyle,
  codeLists: z.record(z.string(), CodeList).default({}),
  /** Applied where the encoding lacks the character, and told row by row. */
  substitutions: z.array(z.enum(['cp932-same-glyph', 'cp932-kanji'])).default([]),
  rows: z.discriminatedUnion('per', [
    z.strictObject({ per: z.literal('entry'), columns: Columns }),
    /** One row a person, the columns of a dose repeated for dose 1, 2, … */
    z.strictObject({
      per: z.literal('person'),
      columns: Columns,
      doses: z.int().positive().max(20),
      doseColumns: Columns,
    }),
  ]),
});
export type CsvProfile = z.infer<typeof CsvProfile>;

const Coding = z.strictObject({
  system: z.url(),
  code: z.string().min(1),
  display: z.string().min(1).optional(),
});
/** One JP_Immunization (FHIR R4) a line. Codes are data: none is guessed, words stand in `text` always. */
export const FhirProfile = z.strictObject({
  ...common,
  format: z.literal('fhir-ndjson'),
  /** `{municipality}` stands for the six digits. */
  patientSystem: z.string().min(1),
  institutionSystem: z.string().min(1),
  sheetSystem: z.string().min(1),
  vaccines: z
    .array(z.strictObject({ productName: z.string().min(1), coding: z.array(Coding).min(1) }))
    .default([]),
  programmeWords: z
    .array(
      z.strictObject({
        programme: z.string(),
        text: z.string().min(1),
        targetDisease: z.array(Coding).default([]),
      }),
    )
    .default([]),
});
export type FhirProfile = z.infer<typeof FhirProfile>;

export const ExportProfile = z
  .discriminatedUnion('format', [CsvProfile, FhirProfile])
  .superRefine((profile, context) => {
    if (profile.format === 'csv') for (const wrong of wrongIn(profile)) context.addIssue(wrong);
  });
export type ExportProfile = z.infer<typeof ExportProfile>;

/** What does not fit together in a profile. */
function wrongIn({ rows, codeLists, encoding, byteOrderMark }: CsvProfile): string[] {
  const repeated = rows.per === 'person' ? rows.doseColumns : [];
  const columns = [...rows.columns, ...repeated];
  const headers = columns.map(({ header }) => header);
  const of = (which: readonly ExportColumn[], why: string) =>
    which.map(({ header }) => `${header}: ${why}`);
  return [
    ...(encoding !== 'utf-8' && byteOrderMark ? ['only UTF-8 has a byte order mark'] : []),
    ...(new Set(headers).size !== headers.length ? ['a header stands there twice'] : []),
    ...of(
      columns.filter(({ codes }) => codes !== undefined && codeLists[codes] === undefined),
      'there is no such code list',
    ),
    ...of(
      repeated.filter(({ header }) => !header.includes('{n}')),
      'has no {n}',
    ),
    ...of(
      columns.filter(({ fill, most }) => fill !== 'none' && most === undefined),
      'cannot be filled up without a width',
    ),
  ];
}
