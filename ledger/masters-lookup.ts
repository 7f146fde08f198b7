import type { MasterLookup } from '../rules/checks/gather-facts.ts';
import type { EvidenceLookup } from '../rules/evidence/masters-say.ts';
import { InvariantError } from '../runtime/errors.ts';
import type { Db, Tx } from './database.ts';
import { otherScansOf } from './intake/scans-of-ticket.ts';
import { findInstitution, findLots, findResident, findTicket, hasAny } from './masters/lookup.ts';
import { overridesInForce } from './overrides/find-overrides.ts';
import { recordedDosesOf } from './recorded-doses.ts';

/** The municipality's books in the database, as the checks ask them; `sheetId` is the sheet being checked. */
export function databaseMasters(
  db: Db | Tx,
  municipalityId: string,
  sheetId: string | null,
): MasterLookup {
  return {
    ticket: async (line) => {
      const ticket = await findTicket(db, municipalityId, {
        ticketType: line.slice(0, 1),
        doseNumber: line.slice(1, 2),
        municipalityCode: line.slice(2, 8),
        ticketNumber: line.slice(8),
      });
      if (ticket === null) return { issued: false };
      const resident = await findResident(db, municipalityId, ticket.residentId);
      // A foreign key says that whoever was issued a ticket is a resident.
      if (resident === null) throw new InvariantError('bug.invariant');
      return { issued: true, resident };
    },
    isInstitution: async (code) => (await findInstitution(db, municipalityId, code)) !== null,
    doses: (residentId) => recordedDosesOf(db, municipalityId, residentId, sheetId),
    scansOf: (ticketLine) => otherScansOf(db, { municipalityId, ticketLine }, sheetId),
    lots: (lotNumber) => findLots(db, municipalityId, lotNumber),
    overrides: (residentId) => overridesInForce(db, municipalityId, residentId),
  };
}

/** The same, telling which lists there are: what a list that was never imported does not hold is no evidence. */
export async function databaseEvidence(
  db: Db | Tx,
  municipalityId: string,
  sheetId: string | null,
): Promise<EvidenceLookup> {
  const lists = {
    institutions: await hasAny(db, municipalityId, 'institutions'),
    lots: await hasAny(db, municipalityId, 'lots'),
  };
  return { ...databaseMasters(db, municipalityId, sheetId), lists };
}
