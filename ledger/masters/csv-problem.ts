import { RejectedInputError } from '../../runtime/errors.ts';
import { type CsvProblem, wordsOf } from '../../schemas/csv-problem.ts';

/** Shown of the first ones; the others are counted. */
const SHOWN = 20;
/** Kept in memory; a file of 400,000 bad lines is not told line by line. */
const KEPT = 200;

/** What was found wrong so far: the first ones, and how many in all. */
export type Problems = Readonly<{
  first: readonly CsvProblem[];
  count: number;
  add(problem: CsvProblem): void;
}>;

export function noProblems(): Problems {
  const first: CsvProblem[] = [];
  let count = 0;
  return {
    first,
    get count() {
      return count;
    },
    add(problem) {
      count += 1;
      if (first.length < KEPT) first.push(problem);
    },
  };
}

/** `input.csv_invalid`, telling in both languages what is wrong with which line. */
export function csvInvalid({
  first,
  count,
}: Pick<Problems, 'first' | 'count'>): RejectedInputError {
  const lines = first.slice(0, SHOWN).map((problem) => {
    const { ja, en } = wordsOf(problem);
    return `${problem.file} ${problem.line}行目: ${ja} / line ${problem.line}: ${en}`;
  });
  const more = count - lines.length;
  if (more > 0) lines.push(`ほか${more}件 / and ${more} more`);
  return new RejectedInputError('input.csv_invalid', { cause: new Error(lines.join('\n')) });
}
