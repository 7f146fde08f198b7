import { dayInJapan } from '../../rules/calendar.ts';
import { systemClock } from '../../runtime/clock.ts';
import { pageJudge } from '../check/judge-page.ts';
import { type ReadOptions, readCommand } from '../read.ts';

/** `yoshin read`: reads and, with masters, matches and checks; without a database, a queue or an account. */
export async function readPages(
  files: string[],
  options: ReadOptions,
  write: (line: string) => void,
): Promise<number> {
  const today = dayInJapan(systemClock.now());
  return readCommand(files, options, { write, judgePage: await pageJudge({ ...options, today }) });
}
