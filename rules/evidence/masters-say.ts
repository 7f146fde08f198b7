import type { Lot, Resident } from '../../schemas/masters.ts';
import type { FieldReading, PageReading } from '../../schemas/reading.ts';
import type { RecordedDose } from '../checks/facts.ts';
import type { MasterLookup } from '../checks/gather-facts.ts';

/** What the municipality's masters say of everything a page may mean; `null` where they say nothing. */
export type MastersSay = Readonly<{
  /** Whom the ticket was issued to; the ticket itself is the key and is not weighed. */
  resident: Resident | null;
  doses: readonly RecordedDose[];
  /** Those of the codes the ink may mean that are listed. */
  institutions: ReadonlySet<string> | null;
  /** The listed lots among those the ink may mean. */
  lots: readonly Lot[] | null;
}>;

/** Masters that also tell which lists they have at all: what a missing list does not hold is no evidence. */
export type EvidenceLookup = MasterLookup &
  Readonly<{ lists: Readonly<{ institutions: boolean; lots: boolean }> }>;

/** Asks about every candidate, so that weighing is a pure matter. */
export async function askMasters(
  { fields }: PageReading,
  masters: EvidenceLookup,
): Promise<MastersSay> {
  const line = fields['ocrLine'];
  const ticket = line?.accepted === true && line.value ? await masters.ticket(line.value) : null;
  return askAbout(ticket?.issued === true ? ticket.resident : null, fields, masters);
}

/** The same where it is known whom the ticket names. */
export async function askAbout(
  resident: Resident | null,
  fields: PageReading['fields'],
  masters: EvidenceLookup,
): Promise<MastersSay> {
  const { lists } = masters;
  const lots = valuesOf(fields['lotNumber']);
  return {
    resident,
    doses: resident === null ? [] : await masters.doses(resident.residentId),
    institutions: lists.institutions
      ? await known(valuesOf(fields['institutionCode']), masters)
      : null,
    lots: lists.lots ? (await Promise.all(lots.map((lot) => masters.lots(lot)))).flat() : null,
  };
}

async function known(codes: readonly string[], masters: MasterLookup): Promise<Set<string>> {
  const listed = new Set<string>();
  for (const code of codes) if (await masters.isInstitution(code)) listed.add(code);
  return listed;
}

/** Everything the ink of a field may mean. */
export function valuesOf(reading: FieldReading | undefined): string[] {
  if (reading === undefined) return [];
  const values = [reading.value ?? '', ...reading.candidates.map(({ value }) => value)];
  return [...new Set(values)].filter((value) => value !== '');
}
