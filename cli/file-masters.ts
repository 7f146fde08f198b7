import { parseMasters } from '../ledger/masters/parse-masters.ts';
import type { EvidenceLookup } from '../rules/evidence/masters-say.ts';
import type { MatchLookup } from '../rules/matching/match-lookup.ts';
import { registerLookup } from '../rules/matching/register-lookup.ts';

/** Masters from CSV files, asked like those in the database: `yoshin read --masters <folder>`. */
export async function fileMasters(
  folder: string,
): Promise<EvidenceLookup & Readonly<{ persons: MatchLookup }>> {
  const masters = await parseMasters(folder);
  const residents = new Map(masters.residents.map((each) => [each.residentId, each]));
  const tickets = new Map(
    masters.issuedTickets.map((each) => [
      each.ticketType + each.doseNumber + each.municipalityCode + each.ticketNumber,
      each.residentId,
    ]),
  );
  const institutions = new Set(masters.institutions.map((each) => each.institutionCode));
  return {
    persons: registerLookup(masters.residents, masters.issuedTickets),
    lists: { institutions: institutions.size > 0, lots: masters.lots.length > 0 },
    ticket: async (line) => {
      const resident = residents.get(tickets.get(line) ?? '');
      return resident === undefined ? { issued: false } : { issued: true, resident };
    },
    isInstitution: async (code) => institutions.has(code),
    doses: async (residentId) =>
      masters.earlierDoses.filter((dose) => dose.residentId === residentId),
    // Files know of no other sheets.
    scansOf: async () => [],
    overrides: async () => [],
    lots: async (lotNumber) => masters.lots.filter((lot) => lot.lotNumber === lotNumber),
  };
}
