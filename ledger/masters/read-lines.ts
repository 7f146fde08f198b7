import { wrongFields } from '../../rules/master-row.ts';
import type { CsvProblem, CsvProblemCode } from '../../schemas/csv-problem.ts';
import {
  MASTERS,
  type Master,
  type MasterKind,
  type MasterRow,
  type MasterValue,
} from '../../schemas/master-kinds.ts';
import type { ProfileColumn, ProfileFile } from '../../schemas/master-profile.ts';
import { beginsFormula } from '../../schemas/masters.ts';
import { readCell, unescapeFormula } from './cells.ts';
import type { Problems } from './csv-problem.ts';
import { type CsvRow, type CsvSource, csvRows, UnreadableCsv } from './csv-rows.ts';

/** A line of a master. Fields of which the file has no column are `null`. */
export type Line = Readonly<{ line: number; row: MasterRow }>;

export type MasterLines = Readonly<{
  /** What the file speaks of; of the other fields it says nothing. */
  fields: readonly string[];
  lines: AsyncIterable<Line>;
}>;

/** Begins one file. `null`, with the problems told: its header is not one of this master. */
export async function openMaster(
  kind: MasterKind,
  profile: ProfileFile,
  source: CsvSource,
  problems: Problems,
): Promise<MasterLines | null> {
  const rows = csvRows(source);
  try {
    const first = await rows.next();
    const header = first.done ? null : first.value.cells.map((cell) => cell.trim());
    const wrong = headerProblems(source.file, profile, header);
    for (const problem of wrong) problems.add(problem);
    if (header === null || wrong.length > 0) {
      await rows.return(undefined);
      return null;
    }
    const layout = layoutOf(kind, profile, header);
    const lines = soundLines(kind, layout, source.file, rows, problems);
    return { fields: layout.columns.map(({ field }) => field), lines };
  } catch (error) {
    if (!(error instanceof UnreadableCsv)) throw error;
    problems.add(error.problem);
    return null;
  }
}

function headerProblems(
  file: string,
  { columns }: ProfileFile,
  header: readonly string[] | null,
): CsvProblem[] {
  const problem = (code: CsvProblemCode, column: string | null) => ({
    file,
    line: 1,
    column,
    code,
    number: null,
  });
  if (header === null) return [problem('no_header', null)];
  const twice = header.filter((name, index) => name !== '' && header.indexOf(name) < index);
  if (twice.length > 0) return twice.map((name) => problem('header_twice', name));
  return Object.values(columns)
    .filter((column) => column.optional !== true && !header.includes(column.header))
    .map((column) => problem('column_missing', column.header));
}

type Placed = Readonly<{ field: string; column: ProfileColumn; place: number }>;
type Layout = Readonly<{ width: number; columns: readonly Placed[]; unsaid: MasterRow }>;

function layoutOf(kind: MasterKind, profile: ProfileFile, header: readonly string[]): Layout {
  const fields = Object.keys(MASTERS[kind].fields);
  const columns = fields.flatMap((field) => {
    const column = profile.columns[field];
    const place = column === undefined ? -1 : header.indexOf(column.header);
    return column === undefined || place < 0 ? [] : [{ field, column, place }];
  });
  return {
    width: header.length,
    columns,
    unsaid: Object.fromEntries(fields.map((field) => [field, null])),
  };
}

/** Every bad line is told and left out; the good ones go on. */
async function* soundLines(
  kind: MasterKind,
  layout: Layout,
  file: string,
  rows: AsyncIterable<CsvRow>,
  problems: Problems,
): AsyncGenerator<Line> {
  try {
    for await (const { line, cells } of rows) {
      if (cells.length !== layout.width) {
        const [column, number] = [String(layout.width), cells.length];
        problems.add({ file, line, code: 'cell_count', column, number });
        continue;
      }
      const { row, wrong } = rowOf(kind, layout, cells);
      for (const told of wrong) problems.add({ file, line, number: null, ...told });
      if (wrong.length === 0) yield { line, row };
    }
  } catch (error) {
    if (!(error instanceof UnreadableCsv)) throw error;
    problems.add(error.problem);
  }
}

type Wrong = Pick<CsvProblem, 'column' | 'code'>;

function rowOf(
  kind: MasterKind,
  { columns, unsaid }: Layout,
  cells: readonly string[],
): { row: MasterRow; wrong: Wrong[] } {
  const { fields }: Master = MASTERS[kind];
  const row: Record<string, MasterValue> = { ...unsaid };
  const wrong: Wrong[] = [];
  for (const { field, column, place } of columns) {
    const cell = unescapeFormula((cells[place] ?? '').trim());
    const value = readCell(fields[field] ?? 'text', column, cell);
    if (value !== undefined && !beginsFormula(cell)) row[field] = value;
    else wrong.push({ column: column.header, code: codeOf(cell) });
  }
  const unsound = wrongFields(kind, row).map((field): Wrong => {
    const placed = columns.find((each) => each.field === field);
    const cell = placed === undefined ? '' : (cells[placed.place] ?? '').trim();
    const code = codeOfField(MASTERS[kind], field, row, cell);
    return { column: placed?.column.header ?? field, code };
  });
  return { row, wrong: [...wrong, ...notToldBy(wrong, unsound)] };
}

/** A cell is told once, and what two fields say together is not known while a cell cannot be read. */
function notToldBy(wrong: readonly Wrong[], unsound: readonly Wrong[]): Wrong[] {
  if (wrong.length === 0) return [...unsound];
  return unsound.filter(
    ({ column, code }) =>
      !['days_reversed', 'said_alone'].includes(code) &&
      wrong.every((each) => each.column !== column),
  );
}

function codeOf(cell: string): CsvProblemCode {
  if (cell === '') return 'empty';
  return beginsFormula(cell) ? 'formula' : 'malformed';
}

/** Where the field by itself is sound, it is what it says beside another that is not. */
function codeOfField(
  { schema, ordered, together }: Master,
  field: string,
  row: MasterRow,
  cell: string,
): CsvProblemCode {
  const alone = schema.shape[field];
  if (alone !== undefined && !alone.safeParse(row[field]).success) return codeOf(cell);
  if (ordered.some(([, second]) => second === field)) return 'days_reversed';
  return together.some(([, second]) => second === field) ? 'said_alone' : 'malformed';
}
