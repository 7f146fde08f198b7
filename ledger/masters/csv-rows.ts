import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { CsvProblem, CsvProblemCode } from '../../schemas/csv-problem.ts';

/** A file that can be read from its beginning more than once. */
export type CsvSource = Readonly<{ file: string; open(): AsyncIterable<Uint8Array> }>;

export type CsvRow = Readonly<{ line: number; cells: readonly string[] }>;

/** The file itself cannot be read any further; the place is where that was noticed. */
export class UnreadableCsv extends Error {
  readonly problem: CsvProblem;
  constructor(file: string, code: CsvProblemCode, line: number, cause: unknown) {
    super(code, { cause });
    this.problem = { file, line, code, column: null, number: null };
  }
}

/**
 * Rows as they are written, the header first: any line end, quoted cells, empty lines left out. Never whole in memory. Without
 * an encoding the bytes say which of the two it is.
 */
export async function* csvRows(
  source: CsvSource,
  known?: 'utf-8' | 'shift_jis',
): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // A file put together from two systems has both.
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const encoding = known ?? ((await isUtf8(source)) ? 'utf-8' : 'shift_jis');
  const fed = pipeline(Readable.from(decoded(source, encoding)), parser);
  // Told to whoever reads the parser, too: that is where it is understood.
  fed.catch(() => undefined);
  try {
    for await (const { info, record } of parser) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
      throw new UnreadableCsv(source.file, 'not_csv', line, error);
    }
    // Proof: of all that runs here only the decoder, told to be strict, throws a TypeError.
    if (error instanceof TypeError) throw new UnreadableCsv(source.file, 'encoding', 1, error);
    throw error;
  } finally {
    parser.destroy();
  }
}

/** Municipal systems and Excel write Shift_JIS still; bytes that are neither are refused, never guessed at. */
async function isUtf8(source: CsvSource): Promise<boolean> {
  try {
    for await (const _ of decoded(source, 'utf-8'));
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function* decoded(source: CsvSource, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of source.open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
