import { type GivenAnswer, givenAnswer } from '../../rules/given-answer.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Answer, ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { ActContext } from '../act-context.ts';
import { insertKeying, standing } from './keep-keying.ts';
import { isPersonOpen } from './person-shown.ts';
import { buildReviewSheet } from './review-sheet.ts';
import { askedFields, loadRound, mayAnswer, type ReviewDeps } from './round.ts';
import { withLease } from './with-lease.ts';

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
    const state = await loadRound(tx, deps.templates, lease);
    const { round, naming } = state;
    const person = isPersonOpen(state, lease.purpose) ? null : naming.person;
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
