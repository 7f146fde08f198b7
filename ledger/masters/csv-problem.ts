import { RejectedInputError } from '../../runtime/errors.ts';

/** What is wrong with a line, in both languages. Names the column, never what stands in it. */
export type CsvProblem = Readonly<{ file: string; line: number; ja: string; en: string }>;

const SHOWN = 20;

export function csvInvalid(problems: readonly CsvProblem[]): RejectedInputError {
  const lines = problems
    .slice(0, SHOWN)
    .map(({ file, line, ja, en }) => `${file} ${line}行目: ${ja} / line ${line}: ${en}`);
  const more = problems.length - SHOWN;
  if (more > 0) lines.push(`ほか${more}件 / and ${more} more`);
  return new RejectedInputError('input.csv_invalid', { cause: new Error(lines.join('\n')) });
}
