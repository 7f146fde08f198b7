import { lotInForce } from '../../rules/lot-in-force.ts';
import type {
  EarlierDose,
  Institution,
  IssuedTicket,
  Lot,
  Resident,
} from '../../schemas/masters.ts';
import type { Db, Tx } from '../database.ts';

/**
 * Looking into the masters of one municipality. Showing a person what was found is an act of theirs: the
 * caller is inside `performAct`.
 */
export async function findResident(
  db: Db | Tx,
  municipalityId: string,
  residentId: string,
): Promise<Resident | null> {
  const row = await db
    .selectFrom('residents')
    .select(['residentId', 'name', 'kana', 'birthDate', 'sex', 'address'])
    .select(['householdId', 'nonRegistered', 'movedInOn', 'movedOutOn', 'diedOn'])
    .where('municipalityId', '=', municipalityId)
    .where('residentId', '=', residentId)
    .executeTakeFirst();
  return row ?? null;
}

export type TicketKey = Omit<IssuedTicket, 'residentId'>;

/** The ticket as issued: `null` says that no such ticket left the municipality's hands. */
export async function findTicket(
  db: Db | Tx,
  municipalityId: string,
  ticket: TicketKey,
): Promise<IssuedTicket | null> {
  const row = await db
    .selectFrom('issuedTickets')
    .select(['municipalityCode', 'ticketNumber', 'ticketType', 'doseNumber', 'residentId'])
    .where('municipalityId', '=', municipalityId)
    .where('municipalityCode', '=', ticket.municipalityCode)
    .where('ticketNumber', '=', ticket.ticketNumber)
    .where('ticketType', '=', ticket.ticketType)
    .where('doseNumber', '=', ticket.doseNumber)
    .executeTakeFirst();
  return row ?? null;
}

export async function findInstitution(
  db: Db | Tx,
  municipalityId: string,
  institutionCode: string,
): Promise<Institution | null> {
  const row = await db
    .selectFrom('institutions')
    .select(['institutionCode', 'name', 'address', 'kind', 'validFrom', 'validTo'])
    .where('municipalityId', '=', municipalityId)
    .where('institutionCode', '=', institutionCode)
    .executeTakeFirst();
  return row ?? null;
}

/** As they count. One lot number may have been given to more than one product. */
export async function findLots(
  db: Db | Tx,
  municipalityId: string,
  lotNumber: string,
): Promise<Lot[]> {
  const rows = await db
    .selectFrom('lots')
    .select(['lotNumber', 'product', 'manufacturer', 'expiry', 'validFrom', 'validTo'])
    .select(['expiryOverride', 'overrideReason'])
    .where('municipalityId', '=', municipalityId)
    .where('lotNumber', '=', lotNumber)
    .orderBy('product')
    .execute();
  return rows.map(lotInForce);
}

export async function hasAny(
  db: Db | Tx,
  municipalityId: string,
  list: 'institutions' | 'lots',
): Promise<boolean> {
  const row = await db
    .selectFrom(list)
    .select('municipalityId')
    .where('municipalityId', '=', municipalityId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function earlierDosesOf(
  db: Db | Tx,
  municipalityId: string,
  residentId: string,
): Promise<EarlierDose[]> {
  return db
    .selectFrom('earlierDoses')
    .select(['residentId', 'ticketNumber', 'doseNumber', 'vaccinationDate', 'product'])
    .select(['lotNumber', 'doseVolumeMl', 'institutionCode'])
    .where('municipalityId', '=', municipalityId)
    .where('residentId', '=', residentId)
    .orderBy('vaccinationDate')
    .orderBy('doseNumber')
    .execute();
}
