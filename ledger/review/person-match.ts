import { matchPerson } from '../../rules/matching/match-person.ts';
import type { ReviewMatch } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { PersonCandidate } from '../../schemas/person-match.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import { databasePersons } from '../masters/persons.ts';
import { mayNameNow } from './person-shown.ts';
import { askedFields, isHidden, statusOf } from './round.ts';
import type { RoundState } from './round-state.ts';

/** What one person keys is wrong on three fields in a thousand (DOMAIN.md §8). */
const KEYED = 0.997;

/** Another who may be meant, with the row of the register: what of it may be shown is for the caller. */
export type Other = Readonly<PersonCandidate & { person: Resident }>;
export type MatchNow = Readonly<
  Omit<ReviewMatch, 'others'> & { others: readonly Other[]; named: Other | null }
>;

/**
 * Whose sheet it is by what this person may know: answers in the readings' place, and nothing of what is still to be keyed
 * unseen. Others are named once there is nothing left that they could give away.
 */
export async function matchNow(
  tx: Tx,
  state: RoundState,
  purpose: Purpose,
): Promise<MatchNow | null> {
  if (purpose === 'adjudicate' || state.round.kind === 'void') return null;
  const { municipalityId } = state.sheet;
  const persons = databasePersons(tx, municipalityId);
  const match = await matchPerson({ fields: knownTo(state, purpose) }, persons);
  const others = mayNameNow(state, purpose) ? match.others : [];
  const withRow = async (each: PersonCandidate): Promise<Other[]> => {
    const person = await findResident(tx, municipalityId, each.residentId);
    return person === null ? [] : [{ ...each, person }];
  };
  const [named] = match.named === null ? [] : await withRow(match.named);
  return {
    outcome: match.outcome,
    numberInDoubt: state.numberInDoubt,
    evidence: match.named?.evidence ?? [],
    named: named ?? null,
    others: (await Promise.all(others.map(withRow))).flat(),
  };
}

function knownTo(state: RoundState, purpose: Purpose): Record<string, FieldReading> {
  return Object.fromEntries(
    askedFields(state).flatMap((field) => {
      const reading = state.reading.fields[field.id];
      const said = saidOf(state, field);
      if (isHidden(state, field, purpose) && (purpose === 'verify' || said === null))
        return reading === undefined ? [] : [[field.id, unread(reading)]];
      if (said === null) return reading === undefined ? [] : [[field.id, reading]];
      return [[field.id, { ...unread(reading), ...certain(said) }]];
    }),
  );
}

/** What people say stands there, before what was read. */
function saidOf(state: RoundState, field: FormField): string | null {
  const status = statusOf(state, field);
  return status.kind === 'closed' ? status.field.value : (state.mine.get(field.id)?.value ?? null);
}

const NOTHING: FieldReading = {
  value: null,
  state: 'unreadable',
  accepted: false,
  probability: 0,
  candidates: [],
  boxMm: [0, 0, 0, 0],
  engine: 'none',
  engineVersion: '0',
};

const unread = (reading: FieldReading | undefined): FieldReading => ({
  ...(reading ?? NOTHING),
  value: null,
  state: 'unreadable',
  accepted: false,
  probability: 0,
  candidates: [],
});

const certain = (value: string): Partial<FieldReading> => ({
  value,
  state: 'certain',
  accepted: true,
  probability: KEYED,
  candidates: [{ value, probability: KEYED, source: 'keyed' }],
});
