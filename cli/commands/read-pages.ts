import { dayInJapan } from '../../rules/calendar.ts';
import { doubtfulFields, readValues } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { systemClock } from '../../runtime/clock.ts';
import { readFormTemplates } from '../../runtime/form-templates.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import { heardMasters } from '../heard-masters.ts';
import { FORMS_FOLDER } from '../program/folders.ts';
import { type ReadOptions, readCommand } from '../read.ts';

/** `yoshin read`: reads and, with masters, hears and asks them; without a database, a queue or an account. */
export async function readPages(
  files: string[],
  options: ReadOptions,
  write: (line: string) => void,
): Promise<number> {
  const today = dayInJapan(systemClock.now());
  const masters = options.masters === undefined ? null : await heardMasters(options.masters, today);
  const templates = await readFormTemplates(options.templates ?? FORMS_FOLDER);
  const vaccines = await shippedVaccines();
  return readCommand(files, options, {
    write,
    judgePage: async (asRead) => {
      const reading = masters === null ? asRead : await masters.hear(asRead);
      const asked = {
        values: readValues(reading.fields),
        doubtful: doubtfulFields(reading.fields),
        programme: templates.get(reading.template)?.programme ?? null,
        vaccines,
        today,
        receivedOn: null,
        batchMonth: null,
        overrides: [],
        final: false,
      };
      const findings = runChecks(await gatherFacts(asked, masters?.lookup ?? null));
      if (masters === null || Object.keys(asRead.fields).length === 0) return { reading, findings };
      return { reading, findings, person: await masters.personOf(asRead) };
    },
  });
}
