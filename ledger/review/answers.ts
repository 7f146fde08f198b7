import { effectiveKeying } from '../../rules/field-closure.ts';
import { type GivenAnswer, givenAnswer } from '../../rules/given-answer.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Answer, ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Tx } from '../database.ts';
import { ACTION_OF } from './leases.ts';
import { buildReviewSheet } from './review-sheet.ts';
import { askedFields, loadRound, mayAnswer, type ReviewDeps, requireLease } from './round.ts';
import type { LeaseRow, RoundState } from './round-state.ts';

type Held = Readonly<{ sheetId: string; fencingToken: string }>;

/**
 * Shows the sheet to the person who holds it; the view itself is in the audit log. `ahead`: it is fetched while
 * another one lies on the desk, and nobody has seen it.
 */
export async function viewReviewSheet(
  deps: ReviewDeps,
  context: ActContext,
  sheetId: string,
  ahead = false,
): Promise<ReviewSheet> {
  if (ahead) return withLease(deps, context, { sheetId }, { step: 'ahead' }, async () => undefined);
  return withLease(deps, context, { sheetId }, { step: 'view' }, async (tx, lease) => {
    const { round, person } = await loadRound(tx, deps.templates, lease);
    await tx
      .updateTable('leases')
      .set({ shownAt: context.now, shownResidentId: person?.residentId ?? null })
      .where('leaseId', '=', lease.leaseId)
      .execute();
    await tx
      .insertInto('sheetViews')
      .values({
        municipalityId: lease.municipalityId,
        sheetId: lease.sheetId,
        roundId: lease.roundId,
        pass: round.pass,
        purpose: lease.purpose,
        staffMemberId: lease.staffMemberId,
        viewedAt: context.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

/** Answers one field. The reply is the sheet with what may now be shown. */
export async function answerField(
  deps: ReviewDeps,
  context: ActContext,
  act: Held & { fieldId: string; answer: Answer; value: string | null },
): Promise<ReviewSheet> {
  return withLease(
    deps,
    context,
    act,
    { step: 'answer', fieldId: act.fieldId },
    async (tx, lease) => {
      const state = await loadRound(tx, deps.templates, lease);
      const field = askedFields(state).find((candidate) => candidate.id === act.fieldId);
      if (field === undefined) throw new RejectedInputError('resource.not_found');
      if (!mayAnswer(state, field, lease.purpose)) {
        throw new RejectedInputError('review.wrong_state', { fields: [field.id] });
      }
      const answer = givenAnswer(field, act.answer, act.value);
      if (answer === null) {
        throw new RejectedInputError('review.invalid_value', { fields: [field.id] });
      }
      await insertKeying(tx, context, lease, state, { field, ...answer });
    },
  );
}

/** One key confirms what is on the screen: shown readings as read, compared fields as the register has them. */
export async function confirmShown(
  deps: ReviewDeps,
  context: ActContext,
  act: Held & { fieldIds: readonly string[] },
): Promise<ReviewSheet> {
  return withLease(
    deps,
    context,
    act,
    { step: 'confirm', fieldIds: act.fieldIds },
    async (tx, lease) => {
      if (lease.purpose !== 'verify') throw new RejectedInputError('review.wrong_state');
      const state = await loadRound(tx, deps.templates, lease);
      const view = await buildReviewSheet(tx, context, deps.templates, lease);
      for (const fieldId of act.fieldIds) {
        const field = askedFields(state).find((candidate) => candidate.id === fieldId);
        const shown = view.fields.find((candidate) => candidate.fieldId === fieldId);
        const answer = field && shown ? answerAsShown(field, shown) : null;
        if (field === undefined || answer === null) {
          throw new RejectedInputError('review.invalid_value', { fields: [fieldId] });
        }
        await insertKeying(tx, context, lease, state, { field, ...answer });
      }
    },
  );
}

/** What confirming a field says: the register's value where ink is compared, else the reading. */
function answerAsShown(field: FormField, shown: ReviewField): GivenAnswer | null {
  if (shown.keying === 'unseen') return null;
  if (shown.keying === 'shown' && shown.reading?.state === 'blank') {
    return givenAnswer(field, 'blank', null);
  }
  const written = shown.keying === 'compare' ? shown.registerValue : shown.reading?.value;
  return givenAnswer(field, 'value', written ?? null);
}

/** Takes back the newest answer of this person for this purpose. Nothing to take back is no error. */
export async function undoAnswer(
  deps: ReviewDeps,
  context: ActContext,
  act: Held,
): Promise<ReviewSheet> {
  return withLease(deps, context, act, { step: 'undo' }, async (tx, lease) => {
    const newest = await standing(tx, lease).executeTakeFirst();
    if (newest === undefined) return;
    await tx
      .updateTable('keyings')
      .set({ undoneAt: context.now })
      .where('keyingId', '=', newest.keyingId)
      .execute();
  });
}

/** The newest answer of this person for this purpose that was not taken back. */
const standing = (tx: Tx, { roundId, purpose, staffMemberId }: LeaseRow) =>
  tx
    .selectFrom('keyings')
    .select(['keyingId', 'answer', 'value'])
    .where('roundId', '=', roundId)
    .where('purpose', '=', purpose)
    .where('staffMemberId', '=', staffMemberId)
    .where('undoneAt', 'is', null)
    .orderBy('sequence', 'desc')
    .limit(1);

async function withLease(
  deps: ReviewDeps,
  context: ActContext,
  held: { sheetId: string; fencingToken?: string },
  detail: AuditDetail,
  run: (tx: Tx, lease: LeaseRow) => Promise<void>,
): Promise<ReviewSheet> {
  const purpose = await purposeHeld(deps, context, held.sheetId);
  const target = {
    action: ACTION_OF[purpose],
    resourceKind: 'sheet',
    resourceId: held.sheetId,
    detail,
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const lease = await requireLease(tx, context.actor, { ...held, purpose });
    await run(tx, lease);
    return buildReviewSheet(tx, context, deps.templates, lease);
  });
}

async function purposeHeld(deps: ReviewDeps, context: ActContext, sheetId: string) {
  const row = await deps.db
    .selectFrom('leases')
    .select('purpose')
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', context.actor.accountId ?? '')
    .where('sheetId', '=', sheetId)
    .executeTakeFirst();
  if (row === undefined) throw new RejectedInputError('review.lease_lost');
  return row.purpose;
}

async function insertKeying(
  tx: Tx,
  context: ActContext,
  lease: LeaseRow,
  state: RoundState,
  keyed: { field: FormField; answer: Answer; value: string | null },
): Promise<void> {
  const { accountId, staffMemberId, municipalityId } = context.actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  if (await isSaidAlready(tx, lease, state, keyed)) return;
  await tx
    .insertInto('keyings')
    .values({
      keyingId: context.newId(),
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
