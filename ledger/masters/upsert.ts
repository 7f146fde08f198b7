import { sql } from 'kysely';
import type {
  EarlierDose,
  Institution,
  IssuedTicket,
  Lot,
  Resident,
} from '../../schemas/masters.ts';
import type { Tx } from '../database.ts';

/** Arrays of one column each: a master of any length is one statement. */
const column = <T, K extends keyof T>(rows: readonly T[], key: K): Array<T[K]> =>
  rows.map((row) => row[key]);

export async function upsertResidents(
  tx: Tx,
  municipalityId: string,
  rows: readonly Resident[],
): Promise<void> {
  await sql`
    insert into residents (municipality_id, resident_id, name, kana, birth_date, sex, address,
      household_id, non_registered)
    select ${municipalityId}, * from unnest(
      ${column(rows, 'residentId')}::text[], ${column(rows, 'name')}::text[],
      ${column(rows, 'kana')}::text[], ${column(rows, 'birthDate')}::date[],
      ${column(rows, 'sex')}::text[], ${column(rows, 'address')}::text[],
      ${column(rows, 'householdId')}::text[], ${column(rows, 'nonRegistered')}::boolean[])
    on conflict (municipality_id, resident_id) do update set
      name = excluded.name, kana = excluded.kana, birth_date = excluded.birth_date,
      sex = excluded.sex, address = excluded.address, household_id = excluded.household_id,
      non_registered = excluded.non_registered`.execute(tx);
}

export async function upsertIssuedTickets(
  tx: Tx,
  municipalityId: string,
  rows: readonly IssuedTicket[],
): Promise<void> {
  await sql`
    insert into issued_tickets (municipality_id, municipality_code, ticket_number, ticket_type,
      dose_number, resident_id)
    select ${municipalityId}, * from unnest(
      ${column(rows, 'municipalityCode')}::text[], ${column(rows, 'ticketNumber')}::text[],
      ${column(rows, 'ticketType')}::text[], ${column(rows, 'doseNumber')}::text[],
      ${column(rows, 'residentId')}::text[])
    on conflict (municipality_id, municipality_code, ticket_number, ticket_type, dose_number)
    do update set resident_id = excluded.resident_id`.execute(tx);
}

export async function upsertInstitutions(
  tx: Tx,
  municipalityId: string,
  rows: readonly Institution[],
): Promise<void> {
  await sql`
    insert into institutions (municipality_id, institution_code, name, address)
    select ${municipalityId}, * from unnest(
      ${column(rows, 'institutionCode')}::text[], ${column(rows, 'name')}::text[],
      ${column(rows, 'address')}::text[])
    on conflict (municipality_id, institution_code)
    do update set name = excluded.name, address = excluded.address`.execute(tx);
}

export async function upsertLots(
  tx: Tx,
  municipalityId: string,
  rows: readonly Lot[],
): Promise<void> {
  await sql`
    insert into lots (municipality_id, lot_number, product, manufacturer, expiry, valid_from,
      valid_to)
    select ${municipalityId}, * from unnest(
      ${column(rows, 'lotNumber')}::text[], ${column(rows, 'product')}::text[],
      ${column(rows, 'manufacturer')}::text[], ${column(rows, 'expiry')}::date[],
      ${column(rows, 'validFrom')}::date[], ${column(rows, 'validTo')}::date[])
    on conflict (municipality_id, lot_number, product) do update set
      manufacturer = excluded.manufacturer, expiry = excluded.expiry,
      valid_from = excluded.valid_from, valid_to = excluded.valid_to`.execute(tx);
}

export async function upsertEarlierDoses(
  tx: Tx,
  municipalityId: string,
  rows: readonly EarlierDose[],
): Promise<void> {
  await sql`
    insert into earlier_doses (municipality_id, resident_id, ticket_number, dose_number,
      vaccination_date, product, lot_number, dose_volume_ml, institution_code)
    select ${municipalityId}, * from unnest(
      ${column(rows, 'residentId')}::text[], ${column(rows, 'ticketNumber')}::text[],
      ${column(rows, 'doseNumber')}::text[], ${column(rows, 'vaccinationDate')}::date[],
      ${column(rows, 'product')}::text[], ${column(rows, 'lotNumber')}::text[],
      ${column(rows, 'doseVolumeMl')}::text[], ${column(rows, 'institutionCode')}::text[])
    on conflict (municipality_id, resident_id, dose_number, vaccination_date, product)
    do update set ticket_number = excluded.ticket_number, lot_number = excluded.lot_number,
      dose_volume_ml = excluded.dose_volume_ml,
      institution_code = excluded.institution_code`.execute(tx);
}

/** Residents that these tickets name and the register does not know. */
export async function unknownResidents(
  tx: Tx,
  municipalityId: string,
  tickets: readonly IssuedTicket[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ residentId: string }>`
    select distinct named as resident_id from unnest(${column(tickets, 'residentId')}::text[]) as named
    where not exists (
      select from residents where municipality_id = ${municipalityId} and resident_id = named
    )`.execute(tx);
  return new Set(rows.map(({ residentId }) => residentId));
}
