import { notifyManager } from '@tanstack/react-query';
import { PERSON } from '../../rules/person-field.ts';
import type { Answer, ReviewField } from '../../schemas/api/review.ts';
import type { PersonWord } from '../../schemas/person-word.ts';
import { advance, bringOnScreen, type DeskContext } from './desk-context.ts';
import type { DeskAction, Given } from './desk-state.ts';
import {
  choiceFor,
  daySaid,
  echoOf,
  isChoice,
  isConfirmable,
  isEditable,
  SAME_DAY_KEY,
  sameDayField,
  shownValue,
  startingDraft,
} from './field-answer.ts';
import { isLeaseLost } from './lease.ts';
import { confirmation, neighbour, waitsForMe } from './review-progress.ts';

/** Sends without waiting: the next field is ready for the next key while this one is on its way. */
function send(desk: DeskContext, fieldIds: string[], act: Promise<unknown>) {
  follow(desk, fieldIds, act);
  advance(desk, { sent: fieldIds });
}

/** `text`: what stood in the input. */
type Keyed = Given & Readonly<{ text: string | undefined }>;

function follow(
  { dispatch }: DeskContext,
  fieldIds: string[],
  act: Promise<unknown>,
  keyed?: Keyed,
) {
  dispatch({ type: 'sending', fieldIds });
  const text = keyed?.text;
  // In turn with the cache's own notices: the row never says for a moment that nothing was keyed.
  const settle = (settled: Extract<DeskAction, { type: 'settled' }>) =>
    notifyManager.schedule(() => dispatch(settled));
  act.then(
    () => settle({ type: 'settled', fieldIds, ok: true, ...(text === undefined ? {} : { text }) }),
    // The refusal itself is shown from the mutation's own state.
    (error) => {
      const unsent = keyed !== undefined && isLeaseLost(error) ? { unsent: keyed } : {};
      settle({ type: 'settled', fieldIds, ok: false, ...unsent });
    },
  );
}

/** What was keyed while the sheet was no longer ours, under the lease we have now. */
export function sendUnsent(desk: DeskContext) {
  const { acts, state } = desk;
  for (const [fieldId, given] of Object.entries(state.unsent)) {
    const text = state.drafts[fieldId];
    follow(desk, [fieldId], acts.answer(fieldId, given.answer, given.value), { ...given, text });
  }
}

function answer(desk: DeskContext, field: ReviewField, kind: Answer, value: string | null) {
  const { acts, dispatch, state } = desk;
  if (!isEditable(field)) return dispatch({ type: 'hint', hint: { kind: 'read_only' } });
  const { fieldId } = field;
  const answered = [field, ...(kind === 'value' ? waitingForDay(desk, fieldId) : [])];
  for (const { fieldId: id } of answered) {
    const keyed = { answer: kind, value, text: state.drafts[id] };
    follow(desk, [id], acts.answer(id, kind, value), keyed);
  }
  advance(desk, { sent: answered.map(({ fieldId: id }) => id) });
}

export function answerCurrent(desk: DeskContext, kind: Answer) {
  const { current, dispatch } = desk;
  if (current === undefined) return;
  if (current.type === 'person') {
    return dispatch({ type: 'hint', hint: { kind: 'person_chosen_by_key' } });
  }
  answer(desk, current, kind, null);
}

/** Whose sheet it is is chosen in a dialog, once what tells persons apart is keyed. */
export function openPerson({ dispatch, sheet: { naming } }: DeskContext) {
  if (naming === null) return dispatch({ type: 'hint', hint: { kind: 'person_not_asked' } });
  if (naming.when === 'later') return dispatch({ type: 'hint', hint: { kind: 'person_later' } });
  dispatch({ type: 'dialog', dialog: 'person' });
}

export function namePerson(desk: DeskContext, word: PersonWord) {
  desk.dispatch({ type: 'dialog', dialog: null });
  send(desk, [PERSON], desk.acts.namePerson(word));
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
  if (current.type === 'person' && current.mine === null) return openPerson(desk);
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

/**
 * One key for all that is shown, but only once each of them has been on the screen. While a field is being keyed the
 * cursor stays there: what is on the screen is confirmed, the rest comes on the way.
 */
export function confirmShown(desk: DeskContext) {
  const { acts, current, dispatch, sheet, state } = desk;
  const { ids, notYetOnScreen } = confirmation(sheet.fields, state);
  if (ids.length === 0) return dispatch({ type: 'hint', hint: { kind: 'nothing_to_confirm' } });
  const keying = current !== undefined && waitsForMe(current, state) && !isConfirmable(current);
  const onScreen = ids.filter((id) => !notYetOnScreen.includes(id));
  if (keying && onScreen.length > 0) return follow(desk, onScreen, acts.confirmShown(onScreen));
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

/**
 * `=`: the paper says the same day as for the vaccination. Where that is still to be keyed it is said with it: the
 * date that goes into the record is always written out. `true` when the key meant something.
 */
export function answerSameDay(desk: DeskContext): boolean {
  const { current, dispatch, draft, sheet } = desk;
  if (current === undefined || draft !== startingDraft(current)) return false;
  const other = sameDayField(current, sheet.fields);
  if (other === null) return false;
  const day = daySaid(other);
  if (day !== null) {
    answer(desk, current, 'value', day);
    return true;
  }
  if (!isEditable(other)) return false;
  dispatch({ type: 'draft', fieldId: current.fieldId, text: SAME_DAY_KEY });
  advance(desk, {});
  return true;
}

/** Fields of which it was said that they are of the day that is keyed only now. */
const waitingForDay = ({ sheet, state }: DeskContext, fieldId: string): ReviewField[] =>
  sheet.fields.filter(
    (field) =>
      state.drafts[field.fieldId] === SAME_DAY_KEY &&
      sameDayField(field, sheet.fields)?.fieldId === fieldId,
  );
