import { askMasters, type EvidenceLookup } from '../rules/evidence/masters-say.ts';
import { weighMasters } from '../rules/evidence/weigh-masters.ts';
import { matchPerson } from '../rules/matching/match-person.ts';
import { personOfPage } from '../rules/matching/person-of-page.ts';
import type { PersonOfPage } from '../schemas/person-match.ts';
import type { PageReading } from '../schemas/reading.ts';
import { readCalibration } from '../workers/engines/reading-engines.ts';
import { fileMasters } from './file-masters.ts';

/** Masters in a folder, to be asked, and the reading of a page as it is after they were heard. */
export type HeardMasters = Readonly<{
  lookup: EvidenceLookup;
  hear: (reading: PageReading) => Promise<PageReading>;
  /** Whose sheet it is, by the page as it was read: what the masters said of a value is no second witness of theirs. */
  personOf: (asRead: Pick<PageReading, 'fields'>) => Promise<PersonOfPage>;
}>;

export async function heardMasters(folder: string, today: string): Promise<HeardMasters> {
  const lookup = await fileMasters(folder);
  const { accept } = await readCalibration();
  const from = { digits: accept.digits.from, text: accept.text.from };
  return {
    lookup,
    hear: async (reading) => weighMasters(reading, await askMasters(reading, lookup), today, from),
    personOf: async (asRead) => personOfPage(await matchPerson(asRead, lookup.persons)),
  };
}
