import { fieldStatus } from '../../rules/field-closure.ts';
import { PERSON, personField, personSaid } from '../../rules/person-field.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import { databaseMasters } from '../masters-lookup.ts';
import { keyingsOf, type Naming, type RoundState } from './round-state.ts';

const LINE = /^\d{18}$/;

type Unnamed = Omit<RoundState, 'naming'>;

/**
 * Whom this review is about: whom people named, else whom the ticket line names as it stands; where an entry is voided, whom
 * the entry names. Where the number names nobody, people are asked.
 */
export async function namingOf(tx: Tx, state: Unnamed): Promise<Naming> {
  const { round } = state;
  if (round.kind === 'void') {
    const person = await personOfEntry(tx, round.municipalityId, round.amendsEntryId);
    return { asked: false, said: null, byNumber: null, person };
  }
  const byNumber = await personOfNumber(tx, state);
  const { verify, approve, adjudicate } = keyingsOf(state, { id: PERSON });
  const hasBeenSaid = verify !== null || approve.length > 0 || adjudicate !== null;
  if (!hasBeenSaid && byNumber !== 'nobody') {
    const person = byNumber === 'unread' ? null : byNumber;
    return { asked: false, said: null, byNumber: person, person };
  }
  const said = personSaid(wordThatStands(state));
  return {
    asked: true,
    said,
    byNumber: typeof byNumber === 'string' ? null : byNumber,
    person:
      said?.kind === 'registered'
        ? await findResident(tx, round.municipalityId, said.residentId)
        : null,
  };
}

/** Closed, else as A said it. */
function wordThatStands(state: Unnamed): string | null {
  const keyings = keyingsOf(state, { id: PERSON });
  const nothing = { reading: undefined, registerValue: null };
  const status = fieldStatus(personField(state.template), nothing, keyings);
  return status.kind === 'closed' ? status.field.value : (keyings.verify?.value ?? null);
}

/** `unread`: the readers stand behind no number and nobody has keyed one; `nobody`: what there is was not issued. */
async function personOfNumber(tx: Tx, state: Unnamed): Promise<Resident | 'nobody' | 'unread'> {
  if (lineField(state) === undefined) return 'nobody';
  const line = ticketLine(state);
  if (line === 'unread') return 'unread';
  if (line === null || !LINE.test(line)) return 'nobody';
  const ticket = await databaseMasters(tx, state.round.municipalityId, null).ticket(line);
  return ticket.issued ? ticket.resident : 'nobody';
}

/** The sheet is of the ticket that people say it is, whatever the readers made of it: other scans find it by that. */
export async function rememberTicket(tx: Tx, state: Unnamed): Promise<string | null> {
  if (state.round.kind === 'void') return state.sheet.ticketLine;
  const line = ticketLine(state);
  const known = line !== null && LINE.test(line) ? line : null;
  await tx
    .updateTable('sheets')
    .set({ ticketLine: known })
    .where('sheetId', '=', state.sheet.sheetId)
    .execute();
  return known;
}

const lineField = ({ template }: Pick<RoundState, 'template'>): FormField | undefined =>
  template.fields.find(({ id }) => id === 'ocrLine');

/** Closed, else as A keyed it, else as read where the readers stand behind it. `null`: people say there is none. */
function ticketLine(state: Unnamed): string | 'unread' | null {
  const field = lineField(state);
  if (field === undefined) return null;
  const reading = state.reading.fields[field.id];
  const keyings = keyingsOf(state, field);
  const status = fieldStatus(field, { reading, registerValue: null }, keyings);
  if (status.kind === 'closed') return status.field.value;
  if (keyings.verify !== null) return keyings.verify.value;
  return reading?.accepted === true ? reading.value : 'unread';
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
