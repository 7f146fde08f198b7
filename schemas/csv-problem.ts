import { z } from 'zod';

/** What can be wrong with a file or a line of it. */
export const CsvProblemCode = z.enum([
  'no_header',
  'header_twice',
  'column_missing',
  'not_csv',
  'encoding',
  'cell_count',
  'empty',
  'malformed',
  'formula',
  'days_reversed',
  'said_alone',
  'same_key',
  'unknown_resident',
  'unknown_institution',
  'two_fees',
  'number_of_ours',
  'file_missing',
]);
export type CsvProblemCode = z.infer<typeof CsvProblemCode>;

/** Names the line and the column, never what stands in it. */
export const CsvProblem = z.strictObject({
  file: z.string(),
  /** From 1 and with the header, where the row ends, as an editor shows it. */
  line: z.int().positive(),
  column: z.string().nullable(),
  code: CsvProblemCode,
  /** A number the words need: cells found, or the line of the other. */
  number: z.int().nullable(),
});
export type CsvProblem = z.infer<typeof CsvProblem>;

type Words = (column: string, number: number) => Readonly<{ ja: string; en: string }>;

const WORDS: Readonly<Record<CsvProblemCode, Words>> = {
  no_header: () => ({ ja: '見出し行がありません', en: 'there is no header' }),
  header_twice: (column) => ({
    ja: `見出し「${column}」が重複しています`,
    en: `the header names ${column} twice`,
  }),
  column_missing: (column) => ({
    ja: `列「${column}」がありません`,
    en: `has no column ${column}`,
  }),
  not_csv: () => ({
    ja: '引用符の対応など、CSVの書式が壊れています',
    en: 'is not CSV, by its quotes for instance',
  }),
  encoding: () => ({
    ja: '文字コードがUTF-8でもShift_JISでもありません',
    en: 'is neither UTF-8 nor Shift_JIS',
  }),
  cell_count: (header, found) => ({
    ja: `列数が${found}です(見出しは${header})`,
    en: `has ${found} cells where the header has ${header}`,
  }),
  empty: (column) => ({ ja: `「${column}」が空です`, en: `${column} is empty` }),
  malformed: (column) => ({
    ja: `「${column}」の書き方が違います`,
    en: `${column} is not written as it must be`,
  }),
  formula: (column) => ({
    ja: `「${column}」が表計算の式(= + @)で始まっています`,
    en: `${column} begins as a formula of a spreadsheet (= + @)`,
  }),
  days_reversed: (column) => ({
    ja: `「${column}」が始まりの日より前です`,
    en: `${column} is before the day it follows`,
  }),
  said_alone: (column) => ({
    ja: `「${column}」と、対になる列の片方だけが書かれています`,
    en: `${column} and its counterpart are not both there`,
  }),
  same_key: (_, line) => ({
    ja: `${line}行目と同じキーです`,
    en: `repeats the key of line ${line}`,
  }),
  unknown_resident: (column) => ({
    ja: `「${column}」の住民がいません`,
    en: `${column} names no resident`,
  }),
  unknown_institution: (column) => ({
    ja: `「${column}」の医療機関がありません`,
    en: `${column} names no institution`,
  }),
  two_fees: (column) => ({
    ja: `同じ事業・ワクチン・種別の単価と期間が重なります(「${column}」)`,
    en: `is in force together with another fee for the same things (${column})`,
  }),
  number_of_ours: (column) => ({
    ja: `「${column}」は住登外の人に付けた番号で、生年月日が違います`,
    en: `${column} is the number of a non-registered person born on another day`,
  }),
  file_missing: () => ({
    ja: 'マスタのCSVがありません',
    en: 'none of the files of the profile is there',
  }),
};

/** The problem in words, without its place. */
export const wordsOf = ({ code, column, number }: CsvProblem): { ja: string; en: string } =>
  WORDS[code](column ?? '', number ?? 0);
