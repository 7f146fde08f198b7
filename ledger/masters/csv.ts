import { CsvError, parse } from 'csv-parse/sync';
import { csvInvalid } from './csv-problem.ts';

export type CsvRow = Readonly<{
  /** Where the row ends in the file, counted from 1 and with the header, as an editor shows it. */
  line: number;
  cells: ReadonlyMap<string, string>;
}>;

/** Reads a CSV file with a header: UTF-8 with or without BOM or Shift_JIS, any line end, quoted cells. */
export function readCsv(file: string, source: string | Uint8Array): CsvRow[] {
  const rows = recordsOf(file, typeof source === 'string' ? source : decoded(file, source));
  const [first, ...rest] = rows;
  if (first === undefined) {
    throw csvInvalid([{ file, line: 1, ja: '見出し行がありません', en: 'there is no header' }]);
  }
  const header = first.record.map((cell) => cell.trim());
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined) {
    const [ja, en] = [`見出し「${twice}」が重複しています`, `the header names ${twice} twice`];
    throw csvInvalid([{ file, line: first.line, ja, en }]);
  }
  return rest.map(({ line, record }) => {
    if (record.length !== header.length) {
      const ja = `列数が${record.length}です(見出しは${header.length})`;
      const en = `has ${record.length} cells where the header has ${header.length}`;
      throw csvInvalid([{ file, line, ja, en }]);
    }
    return { line, cells: new Map(header.map((name, index) => [name, record[index] ?? ''])) };
  });
}

type Numbered = { line: number; record: string[] };

function recordsOf(file: string, text: string): Numbered[] {
  try {
    const found = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // A file put together from two systems has both.
      record_delimiter: ['\r\n', '\n', '\r'],
    });
    // Proof: with `info` each element is `{info, record}`; the library's types do not follow the option.
    const records = found as unknown as Array<{ info: { lines: number }; record: string[] }>;
    return records.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    const ja = '引用符の対応など、CSVの書式が壊れています';
    throw csvInvalid([{ file, line, ja, en: `is not CSV (${error.code})` }]);
  }
}

/** Municipal systems and Excel write Shift_JIS still; bytes that are neither are refused, never guessed at. */
function decoded(file: string, bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'shift_jis']) {
    const text = decodedAs(encoding, bytes);
    if (text !== null) return text;
  }
  const ja = '文字コードがUTF-8でもShift_JISでもありません';
  throw csvInvalid([{ file, line: 1, ja, en: 'is neither UTF-8 nor Shift_JIS' }]);
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
