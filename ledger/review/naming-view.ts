import { newcomerOf, PERSON, personSaid } from '../../rules/person-field.ts';
import type { ReviewNaming } from '../../schemas/api/review.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import { namesakesOf } from './namesakes.ts';
import type { MatchNow } from './person-match.ts';
import { mayName, mayNameNow, visiblePerson } from './person-shown.ts';
import { askedFields, statusOf } from './round.ts';
import { keyingsOf, type RoundState } from './round-state.ts';

/** What somebody who is to say whose sheet it is may know; `null` where it is not for this person to say. */
export async function namingView(
  tx: Tx,
  state: RoundState,
  purpose: Purpose,
  match: MatchNow | null,
): Promise<ReviewNaming | null> {
  if (!mayName(state, purpose)) return null;
  const { municipalityId } = state.round;
  const visible = (person: Resident) => visiblePerson(state, purpose, person);
  const now = mayNameNow(state, purpose);
  const newcomer = newcomerOf(saidValues(state));
  const choices = match === null ? [] : [...(match.named ? [match.named] : []), ...match.others];
  const namesakes = now && newcomer !== null ? await namesakesOf(tx, municipalityId, newcomer) : [];
  const spokenOf = await Promise.all(
    idsSpokenOf(state, purpose).map((id) => findResident(tx, municipalityId, id)),
  );
  return {
    asked: state.naming.asked,
    when: now ? 'now' : 'later',
    choices: now ? choices.map((each) => ({ ...each, person: visible(each.person) })) : [],
    namesakes: namesakes.map(visible),
    spokenOf: spokenOf.filter((each) => each !== null).map(visible),
    isComplete: newcomer !== null,
  };
}

/** What the fields say to this person: their own word, else what is closed. */
export function saidValues(state: RoundState): Record<string, string | null> {
  return Object.fromEntries(
    askedFields(state).map((field) => {
      const status = statusOf(state, field);
      const said = status.kind === 'closed' ? status.field : state.mine.get(field.id);
      return [field.id, said?.value ?? null];
    }),
  );
}

/** Their own word; and, for whoever settles it, those of the others. */
function idsSpokenOf(state: RoundState, purpose: Purpose): string[] {
  const { verify, approve } = keyingsOf(state, { id: PERSON });
  const others = purpose === 'adjudicate' ? [verify, ...approve] : [];
  const said = [state.mine.get(PERSON), ...others].map((word) => personSaid(word?.value ?? null));
  return [...new Set(said.flatMap((one) => (one?.kind === 'registered' ? [one.residentId] : [])))];
}
