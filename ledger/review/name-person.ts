import { newcomerOf, PERSON, personField, personValue } from '../../rules/person-field.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { Resident } from '../../schemas/masters.ts';
import type { PersonWord } from '../../schemas/person-word.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import { askedTerms, shownTerms } from '../masters/master-terms.ts';
import { findMasterRows, references } from '../masters/search-masters.ts';
import { insertKeying, standing } from './keep-keying.ts';
import { ACTION_OF } from './leases.ts';
import { refuseNamesakes } from './namesakes.ts';
import { saidValues } from './naming-view.ts';
import { mayName, mayNameNow } from './person-shown.ts';
import { loadRound, type ReviewDeps, requireLease } from './round.ts';
import type { LeaseRow, RoundState } from './round-state.ts';
import { translateRefusal } from './sign.ts';
import { purposeHeld, withLease } from './with-lease.ts';

type Held = Readonly<{ sheetId: string; fencingToken: string }>;

/**
 * Says whose sheet it is, as one more answer: B says it without A's word, and where they differ a third decides. Nothing is
 * written into the register by it. `review.person_too_early`, `review.person_incomplete`, `review.person_in_register`.
 */
export async function namePerson(
  deps: ReviewDeps,
  context: ActContext,
  { word, ...held }: Held & { word: PersonWord },
): Promise<ReviewSheet> {
  const detail: AuditDetail = { step: 'name_person', kind: word.kind };
  return withLease(deps, context, held, detail, async (tx, lease) => {
    const state = await loadRound(tx, deps.templates, lease);
    if (!mayName(state, lease.purpose)) throw new RejectedInputError('review.wrong_state');
    if (!mayNameNow(state, lease.purpose)) throw new RejectedInputError('review.person_too_early');
    await refuseUnfounded(tx, state, word);
    await keepWord(tx, context, lease, state, word);
  }).catch((error: unknown) => {
    throw translateRefusal(error);
  });
}

async function refuseUnfounded(tx: Tx, state: RoundState, word: PersonWord): Promise<void> {
  const { municipalityId } = state.round;
  if (word.kind === 'registered') {
    const resident = await findResident(tx, municipalityId, word.residentId);
    if (resident === null) throw new RejectedInputError('resource.not_found');
    const { byNumber } = state.naming;
    const isOther = byNumber !== null && byNumber.residentId !== word.residentId;
    if (isOther && word.reason === null) {
      throw new RejectedInputError('input.invalid', { fields: ['reason'] });
    }
    return;
  }
  const newcomer = newcomerOf(saidValues(state));
  if (newcomer === null) throw new RejectedInputError('review.person_incomplete');
  await refuseNamesakes(tx, municipalityId, newcomer, word.apartFrom);
}

async function keepWord(
  tx: Tx,
  context: ActContext,
  lease: LeaseRow,
  state: RoundState,
  word: PersonWord,
): Promise<void> {
  const value = personValue(word);
  const apartFrom = word.kind === 'registered' ? [] : [...word.apartFrom].sort();
  if (await isSaid(tx, lease, state, { value, reason: word.reason, apartFrom })) return;
  const field = personField(state.template);
  const keyingId = await insertKeying(tx, context, lease, state, {
    ...{ field, answer: 'value', value },
    isAnother: true,
  });
  if (keyingId === null) throw new InvariantError('bug.invariant');
  const { municipalityId } = state.round;
  await tx
    .insertInto('personWords')
    .values({ keyingId, municipalityId, reason: word.reason, apartFrom })
    .execute();
}

type Said = Readonly<{ value: string; reason: string | null; apartFrom: readonly string[] }>;

/** The very word that stands, sent again because its reply was lost: it stays one word, said unseen. */
async function isSaid(
  tx: Tx,
  lease: LeaseRow,
  { round }: RoundState,
  said: Said,
): Promise<boolean> {
  const newest = await standing(tx, lease)
    .where('pass', '=', round.pass)
    .where('fieldId', '=', PERSON)
    .executeTakeFirst();
  if (newest === undefined || newest.value !== said.value) return false;
  const { reason, apartFrom } = await tx
    .selectFrom('personWords')
    .select(['reason', 'apartFrom'])
    .where('keyingId', '=', newest.keyingId)
    .executeTakeFirstOrThrow();
  return reason === said.reason && apartFrom.join() === said.apartFrom.join();
}

type Wanted = Readonly<{ words: string; birthDate: string | null }>;
type Found = { items: Resident[]; total: number };

/** Looks for whom the sheet may be of. Who looked, for what, and who was shown is in the audit log: as digests, and sealed. */
export async function searchPersons(
  deps: ReviewDeps,
  context: ActContext,
  { words, birthDate, ...held }: Held & Wanted,
): Promise<Found> {
  const purpose = await purposeHeld(deps, context, held.sheetId);
  const hiding = { vault: deps.vault, municipalityId: context.actor.municipalityId };
  const asked = askedTerms(hiding, 'residents', { words, birthDate });
  const shown = ({ items }: Found) => shownTerms(hiding, 'residents', items);
  const target = {
    action: ACTION_OF[purpose],
    resourceKind: 'sheet',
    resourceId: held.sheetId,
    detailOf: (found: Found): AuditDetail => ({
      step: 'person_search',
      total: found.total,
      asked: references(asked),
      shown: references(shown(found)),
    }),
    terms: asked,
    termsOf: shown,
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const lease = await requireLease(tx, context.actor, { ...held, purpose });
    const state = await loadRound(tx, deps.templates, lease);
    if (!mayName(state, purpose)) throw new RejectedInputError('review.wrong_state');
    if (!mayNameNow(state, purpose)) throw new RejectedInputError('review.person_too_early');
    const { municipalityId } = context.actor;
    const { items, total } = await findMasterRows(tx, municipalityId, 'residents', {
      ...{ words, birthDate },
      offset: 0,
    });
    return { items: items.map((row) => Resident.parse(row)), total };
  });
}
