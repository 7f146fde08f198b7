import { dayInJapan } from '../../rules/calendar.ts';
import { readValues } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { systemClock } from '../../runtime/clock.ts';
import { heardMasters } from '../heard-masters.ts';
import { type ReadOptions, readCommand } from '../read.ts';

/** `yoshin read`: reads and, with masters, hears and asks them; without a database, a queue or an account. */
export async function readPages(
  files: string[],
  options: ReadOptions,
  write: (line: string) => void,
): Promise<number> {
  const today = dayInJapan(systemClock.now());
  const masters = options.masters === undefined ? null : await heardMasters(options.masters, today);
  return readCommand(files, options, {
    write,
    judgePage: async (asRead) => {
      const reading = masters === null ? asRead : await masters.hear(asRead);
      const asked = {
        values: readValues(reading.fields),
        today,
        batchMonth: null,
        final: false,
      };
      const findings = runChecks(await gatherFacts(asked, masters?.lookup ?? null));
      if (masters === null || Object.keys(asRead.fields).length === 0) return { reading, findings };
      return { reading, findings, person: await masters.personOf(asRead) };
    },
  });
}
