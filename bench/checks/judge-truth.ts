import { fileMasters } from '../../cli/file-masters.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { readFormTemplates } from '../../runtime/form-templates.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { FindingCode } from '../../schemas/finding.ts';
import type { KeptReading } from './kept-readings.ts';

/** What the checks make of what really stands on a sheet, as people would key it. */
export async function truthJudge(masters: string, forms: string, today: string) {
  const lookup = await fileMasters(masters);
  const templates = await readFormTemplates(forms);
  const vaccines = await shippedVaccines();
  return async ({ template, fields }: KeptReading['truth']): Promise<FindingCode[]> => {
    const form = templates.get(template);
    if (form === undefined) return [];
    const asked = {
      values: fields,
      doubtful: new Set<string>(),
      programme: form.programme,
      ...{ vaccines, today, receivedOn: null, batchMonth: null, overrides: [], final: true },
    };
    return runChecks(await gatherFacts(asked, lookup)).map(({ code }) => code);
  };
}
