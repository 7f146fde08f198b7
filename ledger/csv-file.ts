import { RejectedInputError } from '../runtime/errors.ts';
import { escapeFormula } from './masters/cells.ts';
import { shiftJisEncoder } from './masters/shift-jis.ts';
import { type CsvRow, writeCsv } from './masters/write-csv.ts';

const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

/** A file for a spreadsheet, none of whose cells is run. Throws `masters.not_in_shift_jis` rather than write another letter. */
export function csvFile(
  head: readonly string[],
  rows: readonly CsvRow[],
  encoding: 'utf-8' | 'shift_jis',
): Uint8Array {
  const safe = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? escapeFormula(cell) : cell)),
  );
  const text = writeCsv([head, ...safe], 'crlf');
  if (encoding === 'utf-8') return Buffer.concat([BOM, Buffer.from(text, 'utf8')]);
  const bytes = shiftJisEncoder().encode(text);
  if (bytes === null) throw new RejectedInputError('masters.not_in_shift_jis');
  return bytes;
}
