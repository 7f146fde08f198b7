import type { Answer, ReviewSheet } from '../../schemas/api/review.ts';
import { type Marks, nextField } from './review-progress.ts';

export type Dialog = 'help' | 'sendAway' | 'note' | 'overrides' | 'person';

/** Rows come on the screen: because a key needs them seen, or because only they are left. */
export type Brought = 'brought_on_screen' | 'look_and_confirm' | 'look_and_sign';

/** Something the person tried that cannot be done yet, and why. */
export type Hint =
  | { kind: 'empty' | 'not_a_value' | 'ambiguous' | 'read_only' | 'nothing_to_confirm' }
  | { kind: 'nothing_to_undo' | 'ready' | 'signs_when_sent' }
  | { kind: 'person_later' | 'person_not_asked' | 'person_chosen_by_key' }
  | { kind: Brought | 'contested' | 'grave'; count: number }
  | { kind: 'open'; fieldIds: readonly string[] };

export type Given = Readonly<{ answer: Answer; value: string | null }>;

export type DeskState = Marks &
  Readonly<{
    currentId: string | null;
    /** Where in the list its row goes: what has to be seen is shown as a page of rows, the first at the top. */
    rowAt: 'center' | 'start';
    /** Text typed and not yet answered with. Kept until the server has the answer. */
    drafts: Readonly<Record<string, string>>;
    /** Answers the server did not take because the sheet was no longer ours: sent again with the next lease. */
    unsent: Readonly<Record<string, Given>>;
    dialog: Dialog | null;
    note: string;
    /** Grave findings this person has been told of once more before signing. */
    warnedOf: string;
    hint: Hint | null;
  }>;

export type DeskAction =
  | { type: 'goTo'; fieldId: string | null }
  | { type: 'bring'; fieldIds: readonly string[]; why: Brought }
  | { type: 'draft'; fieldId: string; text: string }
  | { type: 'sending'; fieldIds: readonly string[] }
  /** `text`: what stood in the input when it was sent; a draft changed since then stays. */
  | { type: 'settled'; fieldIds: readonly string[]; ok: true; text?: string }
  | { type: 'settled'; fieldIds: readonly string[]; ok: false; unsent?: Given }
  | { type: 'lookedAt'; fieldId: string }
  | { type: 'onScreen'; fieldIds: readonly string[] }
  | { type: 'dialog'; dialog: Dialog | null }
  | { type: 'note'; note: string }
  | { type: 'warned'; findings: string; count: number }
  | { type: 'hint'; hint: Hint };

const NOTHING: ReadonlySet<string> = new Set();

export function firstState(sheet: ReviewSheet): DeskState {
  const marks = { sent: NOTHING, lookedAt: NOTHING, onScreen: NOTHING };
  return {
    ...marks,
    currentId: nextField(sheet.fields, null, marks) ?? sheet.fields[0]?.fieldId ?? null,
    rowAt: 'center',
    drafts: {},
    unsent: {},
    dialog: null,
    note: sheet.note ?? '',
    warnedOf: '',
    hint: null,
  };
}

const joined = (set: ReadonlySet<string>, ids: readonly string[]) => new Set([...set, ...ids]);
const without = (set: ReadonlySet<string>, ids: readonly string[]) =>
  new Set([...set].filter((id) => !ids.includes(id)));

const omitted = <T>(record: Readonly<Record<string, T>>, ids: readonly string[]) =>
  Object.fromEntries(Object.entries(record).filter(([id]) => !ids.includes(id)));

/** What was not taken by the server stays in its input: nothing typed is lost. */
function settled(state: DeskState, action: Extract<DeskAction, { type: 'settled' }>): DeskState {
  const { fieldIds } = action;
  const sent = without(state.sent, fieldIds);
  if (!action.ok) {
    // Nobody signs for an answer that was refused.
    const hint = state.hint?.kind === 'signs_when_sent' ? null : state.hint;
    const given = action.unsent;
    const kept = given === undefined ? [] : fieldIds.map((id): [string, Given] => [id, given]);
    return { ...state, sent, hint, unsent: { ...state.unsent, ...Object.fromEntries(kept) } };
  }
  const drafts = Object.entries(state.drafts).filter(
    ([id, text]) => !fieldIds.includes(id) || (action.text ?? text) !== text,
  );
  const lookedAt = without(state.lookedAt, fieldIds);
  return { ...state, sent, lookedAt, drafts: Object.fromEntries(drafts) };
}

export function deskReducer(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case 'goTo':
      return { ...state, currentId: action.fieldId, rowAt: 'center', hint: null };
    case 'bring': {
      const [first = null] = action.fieldIds;
      const hint = { kind: action.why, count: action.fieldIds.length };
      return { ...state, currentId: first, rowAt: 'start', hint };
    }
    case 'draft': {
      const drafts = { ...state.drafts, [action.fieldId]: action.text };
      return { ...state, drafts, hint: null };
    }
    case 'sending': {
      const unsent = omitted(state.unsent, action.fieldIds);
      return { ...state, sent: joined(state.sent, action.fieldIds), unsent, hint: null };
    }
    case 'settled':
      return settled(state, action);
    case 'lookedAt':
      return { ...state, lookedAt: joined(state.lookedAt, [action.fieldId]) };
    case 'onScreen': {
      const seenBefore = action.fieldIds.every((id) => state.onScreen.has(id));
      return seenBefore ? state : { ...state, onScreen: joined(state.onScreen, action.fieldIds) };
    }
    case 'dialog':
      return { ...state, dialog: action.dialog };
    case 'note':
      return { ...state, note: action.note, dialog: null };
    case 'warned': {
      const hint = { kind: 'grave', count: action.count } as const;
      return { ...state, warnedOf: action.findings, hint };
    }
    case 'hint':
      return { ...state, hint: action.hint };
    default:
      return action satisfies never;
  }
}
