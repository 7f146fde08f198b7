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
import { askedFields, isHidden, statusOf } from './round.ts';
import type { RoundState } from './round-state.ts';

/** What one person keys is wrong on three fields in a thousand (DOMAIN.md §8). */
const KEYED = 0.997;
/** What tells persons apart: once it is keyed, knowing others keeps nobody from reading the paper. */
const TELLS_APART = ['ocrLine', 'labelName', 'name', 'kana', 'birthDate'];

/** Another who may be meant, with the row of the register: what of it may be shown is for the caller. */
export type Other = Readonly<PersonCandidate & { person: Resident }>;
export type MatchNow = Readonly<Omit<ReviewMatch, 'others'> & { others: readonly Other[] }>;

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
  const others = maySeeOthers(state, purpose) ? match.others : [];
  const rows = await Promise.all(
    others.map(({ residentId }) => findResident(tx, municipalityId, residentId)),
  );
  return {
    outcome: match.outcome,
    numberInDoubt: state.numberInDoubt,
    evidence: match.named?.evidence ?? [],
    others: others.flatMap((each, at) => {
      const person = rows[at] ?? null;
      return person === null ? [] : [{ ...each, person }];
    }),
  };
}

function knownTo(state: RoundState, purpose: Purpose): Record<string, FieldReading> {
  return Object.fromEntries(
    askedFields(state).flatMap((field) => {
      const reading = state.reading.fields[field.id];
      const said = saidOf(state, field);
      if (isHidden(state, field, purpose))
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

function maySeeOthers(state: RoundState, purpose: Purpose): boolean {
  const fields = askedFields(state).filter(({ id }) => TELLS_APART.includes(id));
  return fields.every((field) =>
    purpose === 'verify' ? state.mine.has(field.id) : !isHidden(state, field, purpose),
  );
}
