import { dayInJapan } from '../../rules/calendar.ts';
import { readValues } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { systemClock } from '../../runtime/clock.ts';
import { fileMasters } from '../file-masters.ts';
import { type ReadOptions, readCommand } from '../read.ts';

/** `yoshin read`: reads and, with masters, asks them; without a database, a queue or an account. */
export async function readPages(
  files: string[],
  options: ReadOptions,
  write: (line: string) => void,
): Promise<number> {
  const masters = options.masters === undefined ? null : await fileMasters(options.masters);
  const today = dayInJapan(systemClock.now());
  return readCommand(files, options, {
    write,
    checkPage: async ({ fields }) =>
      runChecks(
        await gatherFacts(
          { values: readValues(fields), today, batchMonth: null, final: false },
          masters,
        ),
      ),
  });
}
