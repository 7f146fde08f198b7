import type { Dispatch, RefObject } from 'react';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { DeskAction, DeskState } from './desk-state.ts';
import { beforeSigning, nextField } from './review-progress.ts';
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
  const fieldId = nextField(sheet.fields, state.currentId, marks);
  dispatch({ type: 'goTo', fieldId: fieldId ?? state.currentId });
  if (fieldId !== null) return;
  const { notYetOnScreen } = beforeSigning(sheet.fields, marks);
  if (notYetOnScreen.length > 0) dispatch({ type: 'bring', fieldIds: notYetOnScreen });
  else dispatch({ type: 'hint', hint: { kind: 'ready' } });
}

/** Moves to something the person has to see first, and says so. */
export function bringOnScreen({ dispatch }: DeskContext, fieldIds: readonly string[]): void {
  dispatch({ type: 'bring', fieldIds });
}
