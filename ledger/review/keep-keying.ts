import { effectiveKeying } from '../../rules/field-closure.ts';
import type { GivenAnswer } from '../../rules/given-answer.ts';
import { InvariantError } from '../../runtime/errors.ts';
import type { Answer } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import type { LeaseRow, RoundState } from './round-state.ts';

/** One word of one person, under their lease; `null`: it stands already. `isAnother`: the caller knows that it does not. */
export async function insertKeying(
  tx: Tx,
  context: ActContext,
  lease: LeaseRow,
  state: RoundState,
  keyed: { field: FormField; answer: Answer; value: string | null; isAnother?: true },
): Promise<string | null> {
  const { accountId, staffMemberId, municipalityId } = context.actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  if (keyed.isAnother !== true && (await isSaidAlready(tx, lease, state, keyed))) return null;
  const keyingId = context.newId();
  await tx
    .insertInto('keyings')
    .values({
      keyingId,
      municipalityId,
      sheetId: lease.sheetId,
      roundId: lease.roundId,
      pass: state.round.pass,
      purpose: lease.purpose,
      fieldId: keyed.field.id,
      answer: keyed.answer,
      value: keyed.value,
      shown: await hasSeen(tx, lease, state, keyed.field),
      accountId,
      staffMemberId,
      fencingToken: lease.fencingToken,
      keyedAt: context.now,
      undoneAt: null,
    })
    .execute();
  return keyingId;
}

/**
 * The very answer that stands: sent again because its reply was lost on the way. It stays one word, keyed unseen
 * if it was keyed unseen.
 */
async function isSaidAlready(
  tx: Tx,
  lease: LeaseRow,
  { round }: RoundState,
  { field, answer, value }: { field: FormField } & GivenAnswer,
): Promise<boolean> {
  const newest = await standing(tx, lease)
    .where('pass', '=', round.pass)
    .where('fieldId', '=', field.id)
    .executeTakeFirst();
  return newest !== undefined && newest.answer === answer && newest.value === value;
}

/**
 * Whoever answered this field before in this round, undone or not, has been told how it stood: a second
 * answer is not blind. Nor is the answer of somebody who has had the sheet open for another purpose, or has
 * seen the field by column. What is
 * shown from the start is of course seen.
 */
async function hasSeen(
  tx: Tx,
  lease: LeaseRow,
  state: RoundState,
  field: FormField,
): Promise<boolean> {
  const keying = effectiveKeying(field, state.reading.fields[field.id]);
  if (lease.purpose === 'adjudicate' || (lease.purpose === 'verify' && keying !== 'unseen')) {
    return true;
  }
  const before = await tx
    .selectFrom('keyings')
    .select('keyingId')
    .where('roundId', '=', lease.roundId)
    .where('fieldId', '=', field.id)
    .where('staffMemberId', '=', lease.staffMemberId)
    .limit(1)
    .executeTakeFirst();
  if (before !== undefined || (await sawColumn(tx, lease, field))) return true;
  if (await knowsSample(tx, lease, field)) return true;
  const otherwise = await tx
    .selectFrom('sheetViews')
    .select('purpose')
    .where('roundId', '=', lease.roundId)
    .where('staffMemberId', '=', lease.staffMemberId)
    .where('purpose', '<>', lease.purpose)
    .limit(1)
    .executeTakeFirst();
  return otherwise !== undefined;
}

/** Whoever keyed a sample of this field, or settled one, knows what it is about. */
async function knowsSample(tx: Tx, lease: LeaseRow, field: FormField): Promise<boolean> {
  const sample = await tx
    .selectFrom('sampledFields')
    .select('sampledFieldId')
    .where('sheetId', '=', lease.sheetId)
    .where('fieldId', '=', field.id)
    .where((eb) =>
      eb.or([eb('keyedBy', '=', lease.staffMemberId), eb('decidedBy', '=', lease.staffMemberId)]),
    )
    .limit(1)
    .executeTakeFirst();
  return sample !== undefined;
}

async function sawColumn(tx: Tx, lease: LeaseRow, field: FormField): Promise<boolean> {
  const view = await tx
    .selectFrom('columnViews')
    .select('value')
    .where('roundId', '=', lease.roundId)
    .where('fieldId', '=', field.id)
    .where('staffMemberId', '=', lease.staffMemberId)
    .limit(1)
    .executeTakeFirst();
  return view !== undefined;
}

/** The newest answer of this person for this purpose that was not taken back. */
export const standing = (tx: Tx, { roundId, purpose, staffMemberId }: LeaseRow) =>
  tx
    .selectFrom('keyings')
    .select(['keyingId', 'answer', 'value'])
    .where('roundId', '=', roundId)
    .where('purpose', '=', purpose)
    .where('staffMemberId', '=', staffMemberId)
    .where('undoneAt', 'is', null)
    .orderBy('sequence', 'desc')
    .limit(1);
