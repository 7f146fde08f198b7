import type { Dispatch, RefObject } from 'react';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { DeskAction, DeskState } from './desk-state.ts';
import { beforeSigning, confirmation, type Marks, nextField } from './review-progress.ts';
import type { useFinalActs, useSheetActs } from './sheet-acts.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';

/** All that a command of the desk may look at or move, as of this render. */
export type DeskContext = Readonly<{
  sheet: ReviewSheet;
  state: DeskState;
  dispatch: Dispatch<DeskAction>;
  current: ReviewField | undefined;
  /** What stands in the current field's input. */
  draft: string;
  acts: ReturnType<typeof useSheetActs>;
  final: ReturnType<typeof useFinalActs>;
  picture: RefObject<SheetImageHandle | null>;
  /** Answers are under way, or what the server made of them is not on the screen yet. */
  onTheWay: () => boolean;
}>;

/** Moves to whatever is next, counting what has only just been sent or looked at as done. */
export function advance(
  { sheet, state, dispatch }: DeskContext,
  done: { sent?: readonly string[]; lookedAt?: readonly string[] },
): void {
  const marks = {
    onScreen: state.onScreen,
    sent: new Set([...state.sent, ...(done.sent ?? [])]),
    lookedAt: new Set([...state.lookedAt, ...(done.lookedAt ?? [])]),
  };
  for (const action of whereNext(sheet.fields, state.currentId, marks)) dispatch(action);
}

function whereNext(
  fields: readonly ReviewField[],
  currentId: string | null,
  marks: Marks,
): DeskAction[] {
  const fieldId = nextField(fields, currentId, marks);
  const going: DeskAction = { type: 'goTo', fieldId: fieldId ?? currentId };
  // All is keyed: what is still to be seen comes by itself, a page at a time.
  if (fieldId !== null) {
    const { ids, notYetOnScreen } = confirmation(fields, marks);
    const isLeft = ids.includes(fieldId) && notYetOnScreen.length > 0;
    return isLeft
      ? [{ type: 'bring', fieldIds: notYetOnScreen, why: 'look_and_confirm' }]
      : [going];
  }
  const { notYetOnScreen } = beforeSigning(fields, marks);
  return notYetOnScreen.length > 0
    ? [{ type: 'bring', fieldIds: notYetOnScreen, why: 'look_and_sign' }]
    : [going, { type: 'hint', hint: { kind: 'ready' } }];
}

/** Moves to something the person has to see first, and says so. */
export function bringOnScreen({ dispatch }: DeskContext, fieldIds: readonly string[]): void {
  dispatch({ type: 'bring', fieldIds, why: 'brought_on_screen' });
}
