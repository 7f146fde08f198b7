import type { z } from 'zod';
import type { MasterFile } from './columns.ts';
import { type CsvRow, readCsv } from './csv.ts';
import { type CsvProblem, csvInvalid } from './csv-problem.ts';

export type Line<T> = Readonly<{ line: number; value: T }>;

/** Reads one master file whole. The first bad line of it refuses all of it, and every bad line is named. */
export function readRows<S extends z.ZodObject>(
  master: MasterFile<S>,
  source: string | Uint8Array,
): Array<Line<z.output<S>>> {
  const rows = readCsv(master.file, source);
  const problems = missingColumns(master, rows[0]);
  if (problems.length > 0) throw csvInvalid(problems);
  const lines: Array<Line<z.output<S>>> = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const value = readRow(master, row, problems);
    if (value === null) continue;
    const key = JSON.stringify(master.key.map((field) => value[field]));
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, row.line);
      lines.push({ line: row.line, value });
    } else {
      const ja = `${before}行目と同じキーです`;
      const en = `repeats the key of line ${before}`;
      problems.push({ file: master.file, line: row.line, ja, en });
    }
  }
  if (problems.length > 0) throw csvInvalid(problems);
  return lines;
}

/** A file with a header alone is an empty master and has no row to tell the columns from. */
function missingColumns<S extends z.ZodObject>(
  { file, columns }: MasterFile<S>,
  row: CsvRow | undefined,
): CsvProblem[] {
  if (row === undefined) return [];
  return Object.values(columns)
    .filter(({ header }) => !row.cells.has(header))
    .map(({ header }) => {
      const ja = `列「${header}」がありません`;
      return { file, line: 1, ja, en: `has no column ${header}` };
    });
}

function readRow<S extends z.ZodObject>(
  { file, schema, columns }: MasterFile<S>,
  row: CsvRow,
  problems: CsvProblem[],
): z.output<S> | null {
  const cell = (header: string) => (row.cells.get(header) ?? '').trim();
  const fields = Object.entries(columns).map(([field, { header, read }]) => [
    field,
    read(cell(header)),
  ]);
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  for (const [field, { header }] of Object.entries(columns)) {
    if (!wrong.has(field)) continue;
    const empty = cell(header) === '';
    const ja = `「${header}」${empty ? 'が空です' : 'の書き方が違います'}`;
    const en = `${header} ${empty ? 'is empty' : 'is not written as it must be'}`;
    problems.push({ file, line: row.line, ja, en });
  }
  return null;
}
