import { fieldStatus } from '../../rules/field-closure.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import { databaseMasters } from '../masters-lookup.ts';
import { keyingsOf, type RoundState } from './round-state.ts';

/** Whom this review is about: by the ticket line as it stands, or, where an entry is voided, by the entry. */
export async function personNamed(tx: Tx, state: RoundState): Promise<Resident | null> {
  const { round } = state;
  if (round.kind === 'void') return personOfEntry(tx, round.municipalityId, round.amendsEntryId);
  const line = ticketLine(state);
  if (line === null || !/^\d{18}$/.test(line)) return null;
  const ticket = await databaseMasters(tx, round.municipalityId, null).ticket(line);
  return ticket.issued ? ticket.resident : null;
}

/** Closed, else as A keyed it, else as read where the readers stand behind it. */
function ticketLine(state: RoundState): string | null {
  const field = state.template.fields.find((each: FormField) => each.id === 'ocrLine');
  if (field === undefined) return null;
  const reading = state.reading.fields[field.id];
  const keyings = keyingsOf(state, field);
  const status = fieldStatus(field, { reading, registerValue: null }, keyings);
  if (status.kind === 'closed') return status.field.value;
  if (keyings.verify !== null) return keyings.verify.value;
  return reading?.accepted === true ? reading.value : null;
}

async function personOfEntry(
  tx: Tx,
  municipalityId: string,
  entryId: string | null,
): Promise<Resident | null> {
  const entry = await tx
    .selectFrom('ledgerContents')
    .select('residentId')
    .where('municipalityId', '=', municipalityId)
    .where('entryId', '=', entryId ?? '')
    .executeTakeFirst();
  if (entry === undefined || entry.residentId === null) return null;
  return findResident(tx, municipalityId, entry.residentId);
}
