import { KEYED_BY_TWO, PERSON, personField, TELLS_APART } from '../../rules/person-field.ts';
import type { ReviewPerson } from '../../schemas/api/review.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { askedFields, isHidden, mustAnswer, statusOf } from './round.ts';
import type { RoundState } from './round-state.ts';

const IDENTITY: ReadonlySet<string> = new Set(['labelName', ...KEYED_BY_TWO]);

/** The number may be another person's: whom it names is not shown before the paper was keyed without them. */
const isIdentityOpen = (state: RoundState): boolean =>
  state.numberInDoubt &&
  askedFields(state).some(
    (field) =>
      IDENTITY.has(field.id) &&
      !state.mine.has(field.id) &&
      statusOf(state, field).kind !== 'closed',
  );

/** B says whose sheet it is before B knows what A said. */
export const isPersonOpen = (state: RoundState, purpose: Purpose): boolean =>
  purpose === 'approve' &&
  state.naming.asked &&
  statusOf(state, personField(state.template)).kind !== 'closed';

/** Whom the person looking may be shown. Adjudication is about what the ink says, not about whom: no names. */
export function personShown(state: RoundState, purpose: Purpose): Resident | null {
  const isKept = purpose === 'adjudicate' || isIdentityOpen(state) || isPersonOpen(state, purpose);
  return isKept ? null : state.naming.person;
}

/** What this person has still to key unseen. */
export const hiddenFields = (state: RoundState, purpose: Purpose): string[] =>
  askedFields(state)
    .filter((field) => isHidden(state, field, purpose) && !state.mine.has(field.id))
    .map(({ id }) => id);

/** Birth date and sex of the register would tell what is to be keyed unseen from the paper. */
export function visiblePerson(state: RoundState, purpose: Purpose, person: Resident): ReviewPerson {
  const hidden = hiddenFields(state, purpose);
  return {
    ...person,
    birthDate: hidden.includes('birthDate') ? null : person.birthDate,
    sex: hidden.includes('sex') ? null : person.sex,
  };
}

/** Nobody says whose sheet it is before what tells persons apart is keyed: then knowing others gives nothing away. */
export const mayNameNow = (state: RoundState, purpose: Purpose): boolean =>
  askedFields(state)
    .filter(({ id }) => TELLS_APART.has(id))
    .every(
      (field) =>
        state.mine.has(field.id) || (purpose !== 'verify' && !mustAnswer(state, field, purpose)),
    );

/** Is it for this person to say? A may say so of any sheet; B and C where it is theirs to settle. */
export function mayName(state: RoundState, purpose: Purpose): boolean {
  if (state.round.kind === 'void') return false;
  if (purpose === 'verify') return true;
  const field = personField(state.template);
  return state.naming.asked && (mustAnswer(state, field, purpose) || state.mine.has(PERSON));
}
