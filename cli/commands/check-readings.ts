import { dayInJapan, isIsoDate } from '../../rules/calendar.ts';
import { systemClock } from '../../runtime/clock.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { checkLine, checkTable } from '../check/check-output.ts';
import { pageJudge } from '../check/judge-page.ts';
import { readLines } from '../check/read-lines.ts';
import { READ_EXIT } from '../read.ts';

export type CheckOptions = Readonly<{
  masters: string;
  /** `2026-11-23`; absent: today in Japan. */
  today?: string;
  json: boolean;
  templates?: string;
}>;

/**
 * `yoshin check`: matching and checks on readings as `yoshin read --json` printed them, one line per page. Files that
 * were refused are handed on as they are; then the answer is 2.
 */
export async function checkReadings(
  path: string,
  options: CheckOptions,
  write: (line: string) => void,
): Promise<number> {
  const { masters, templates, json, today = dayInJapan(systemClock.now()) } = options;
  if (!isIsoDate(today)) throw new RejectedInputError('input.invalid', { fields: ['today'] });
  const judge = await pageJudge({ masters, templates, today });
  let refused = false;
  for await (const line of readLines(path)) {
    if (line.kind === 'refused') {
      refused = true;
      write(line.line);
      continue;
    }
    const judged = await judge(line.ink, line.before);
    if (json) write(checkLine(line, judged));
    else for (const text of checkTable(line, judged)) write(text);
  }
  return refused ? READ_EXIT.someRefused : READ_EXIT.allRead;
}
