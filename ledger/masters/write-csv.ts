import { stringify } from 'csv-stringify/sync';

export type CsvRow = ReadonlyArray<string | number | null>;

/** Rows as a file has them, each with its end of line; cells are the caller's, formulas escaped where they must be. */
export const writeCsv = (rows: Iterable<CsvRow>, lineEnd: 'crlf' | 'lf'): string =>
  stringify([...rows], {
    record_delimiter: lineEnd === 'crlf' ? 'windows' : 'unix',
    // By itself it quotes the line end of the file alone; readers end a line at any.
    quoted_match: /[\r\n]/,
  });
