import type { Answer, ReviewField } from '../../schemas/api/review.ts';
import { advance, bringOnScreen, type DeskContext } from './desk-context.ts';
import {
  choiceFor,
  echoOf,
  isChoice,
  isConfirmable,
  isEditable,
  shownValue,
  startingDraft,
} from './field-answer.ts';
import { confirmation, neighbour, waitsForMe } from './review-progress.ts';

/** Sends without waiting: the next field is ready for the next key while this one is on its way. */
function send(desk: DeskContext, fieldIds: string[], act: Promise<unknown>, text?: string) {
  const { dispatch } = desk;
  dispatch({ type: 'sending', fieldIds });
  const settled = (ok: boolean) =>
    dispatch({ type: 'settled', fieldIds, ok, ...(text === undefined ? {} : { text }) });
  act.then(
    () => settled(true),
    // The refusal itself is shown from the mutation's own state.
    () => settled(false),
  );
  advance(desk, { sent: fieldIds });
}

function answer(desk: DeskContext, field: ReviewField, kind: Answer, value: string | null) {
  const { acts, dispatch, state } = desk;
  if (!isEditable(field)) return dispatch({ type: 'hint', hint: { kind: 'read_only' } });
  const { fieldId } = field;
  send(desk, [fieldId], acts.answer(fieldId, kind, value), state.drafts[fieldId]);
}

export function answerCurrent(desk: DeskContext, kind: Answer) {
  if (desk.current !== undefined) answer(desk, desk.current, kind, null);
}

/** Enter: answers with what stands there, or confirms what is shown, or goes on when there is nothing to do. */
export function accept(desk: DeskContext) {
  const { acts, current, dispatch, draft, sheet, state } = desk;
  if (current === undefined) return;
  const { fieldId } = current;
  if (!isEditable(current)) {
    return dispatch({ type: 'goTo', fieldId: neighbour(sheet.fields, fieldId, 1) });
  }
  if (state.sent.has(fieldId)) return advance(desk, {});
  if (draft === startingDraft(current)) {
    if (current.mine !== null) {
      dispatch({ type: 'lookedAt', fieldId });
      return advance(desk, { lookedAt: [fieldId] });
    }
    if (isConfirmable(current)) return send(desk, [fieldId], acts.confirmShown([fieldId]));
  }
  const echo = echoOf(current, draft);
  if (echo.kind === 'value') return answer(desk, current, 'value', echo.value);
  dispatch({ type: 'hint', hint: { kind: echo.kind } });
}

/** One key for all that is shown, but only once each of them has been on the screen. */
export function confirmShown(desk: DeskContext) {
  const { acts, dispatch, sheet, state } = desk;
  const { ids, notYetOnScreen } = confirmation(sheet.fields, state);
  if (ids.length === 0) return dispatch({ type: 'hint', hint: { kind: 'nothing_to_confirm' } });
  if (notYetOnScreen.length > 0) return bringOnScreen(desk, notYetOnScreen);
  send(desk, ids, acts.confirmShown(ids));
}

/** A key that names a choice answers at once. `true` when it did. */
export function choose(desk: DeskContext, key: string): boolean {
  const { acts, current, state } = desk;
  if (current === undefined || !isChoice(current)) return false;
  const value = choiceFor(current, key);
  if (value === null) return false;
  if (value === shownValue(current) && waitsForMe(current, state)) {
    send(desk, [current.fieldId], acts.confirmShown([current.fieldId]));
  } else {
    answer(desk, current, 'value', value);
  }
  return true;
}
