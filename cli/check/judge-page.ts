import { doubtfulFields, readValues } from '../../rules/checks/facts.ts';
import { gatherFacts } from '../../rules/checks/gather-facts.ts';
import { runChecks } from '../../rules/checks/run-checks.ts';
import { readFormTemplates } from '../../runtime/form-templates.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { Finding } from '../../schemas/finding.ts';
import type { InoculationRecord } from '../../schemas/inoculation-record.ts';
import type { PersonOfPage } from '../../schemas/person-match.ts';
import type { PageReading } from '../../schemas/reading.ts';
import { heardMasters } from '../heard-masters.ts';
import { FORMS_FOLDER } from '../program/folders.ts';
import { recordAsRead } from './record-as-read.ts';

/** A page as it is after masters and rules were heard. `person` and `record` are `null` of what is no form. */
export type JudgedPage = Readonly<{
  reading: PageReading;
  /** The reading before masters were heard. */
  ink: PageReading;
  findings: Finding[];
  person: PersonOfPage | null;
  record: InoculationRecord | null;
}>;

/** A page of which masters were heard before: heard twice they would be two witnesses. */
export type Heard = Readonly<{ reading: PageReading; person: PersonOfPage | null }>;

export type JudgePage = (ink: PageReading, before?: Heard) => Promise<JudgedPage>;

type Wanted = Readonly<{
  /** Folder with the CSV files; absent: nobody's books are asked. */
  masters?: string | undefined;
  templates?: string | undefined;
  /** Civil day in Japan. */
  today: string;
}>;

/** Matching and checks of single pages, with neither database nor queue. */
export async function pageJudge({ masters: folder, templates, today }: Wanted): Promise<JudgePage> {
  const masters = folder === undefined ? null : await heardMasters(folder, today);
  const forms = await readFormTemplates(templates ?? FORMS_FOLDER);
  const vaccines = await shippedVaccines();
  return async (ink, before) => {
    const form = forms.get(ink.template);
    if (form === undefined) return { reading: ink, ink, findings: [], person: null, record: null };
    const reading = before?.reading ?? (await masters?.hear(ink)) ?? ink;
    const asked = {
      values: readValues(reading.fields, ink.fields),
      doubtful: doubtfulFields(reading.fields, ink.fields),
      programme: form.programme,
      ...{ vaccines, today, receivedOn: null, batchMonth: null, overrides: [], final: false },
    };
    const facts = await gatherFacts(asked, masters?.lookup ?? null);
    const person = before?.person ?? (await masters?.personOf(ink)) ?? null;
    const named = facts.ticket?.issued === true ? facts.ticket.resident : null;
    return {
      reading,
      ink,
      findings: runChecks(facts),
      person,
      // Whom the number names, unless what is written makes somebody else likelier.
      record: recordAsRead(form, reading, named?.residentId === person?.residentId ? named : null),
    };
  };
}
