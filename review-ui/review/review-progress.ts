import type { ReviewField } from '../../schemas/api/review.ts';
import { isConfirmable } from './field-answer.ts';

/** What this person has done on this sheet that the server's reply may not show yet. */
export type Marks = Readonly<{
  /** Answers on their way. */
  sent: ReadonlySet<string>;
  /** Contested fields this person has looked at a second time. */
  lookedAt: ReadonlySet<string>;
  /** Fields whose row has been on the screen. */
  onScreen: ReadonlySet<string>;
}>;

export const waitsForMe = (field: ReviewField, marks: Marks): boolean =>
  field.mustAnswer && field.mine === null && !marks.sent.has(field.fieldId);

/**
 * A slip of the finger is best found by the one who slipped. Where there is nothing to compare with, or for
 * those after A, who have only one word each, a second look brings nothing.
 */
const wantsSecondLook = (field: ReviewField, marks: Marks): boolean =>
  ((field.doubt?.candidates.length ?? 0) > 0 || field.doubt?.master?.holdsMine === false) &&
  field.mine !== null &&
  field.status === 'contested' &&
  !marks.sent.has(field.fieldId) &&
  !marks.lookedAt.has(field.fieldId);

/**
 * Where Enter leads: first everything to be written, in the order of the paper and wrapping round, then what
 * is only to be confirmed, then whose sheet it is, then a second look at what disagreed. `null`: there is nothing left but to sign.
 * A field that turns out contested never pulls the person away while the next one is being typed.
 */
export function nextField(
  fields: readonly ReviewField[],
  currentId: string | null,
  marks: Marks,
): string | null {
  const from = fields.findIndex(({ fieldId }) => fieldId === currentId) + 1;
  const ahead = [...fields.slice(from), ...fields.slice(0, from)].filter(
    ({ fieldId }) => fieldId !== currentId,
  );
  const waiting = ahead.filter((field) => waitsForMe(field, marks));
  const onPaper = waiting.filter(({ type }) => type !== 'person');
  const next =
    onPaper.find((field) => !isConfirmable(field)) ??
    onPaper[0] ??
    waiting[0] ??
    ahead.find((field) => wantsSecondLook(field, marks));
  return next?.fieldId ?? null;
}

/** Shown and compared fields still open, and those of them whose row has not been on the screen yet. */
export function confirmation(fields: readonly ReviewField[], marks: Marks) {
  const ids = fields
    .filter((field) => waitsForMe(field, marks) && isConfirmable(field))
    .map(({ fieldId }) => fieldId);
  return { ids, notYetOnScreen: ids.filter((id) => !marks.onScreen.has(id)) };
}

/** What still stands between this person and their signature. */
export function beforeSigning(fields: readonly ReviewField[], marks: Marks) {
  const ids = (wanted: (field: ReviewField) => boolean) =>
    fields.filter(wanted).map(({ fieldId }) => fieldId);
  return {
    open: ids((field) => waitsForMe(field, marks)),
    notYetOnScreen: ids(({ fieldId }) => !marks.onScreen.has(fieldId)),
    toLookAtAgain: ids((field) => wantsSecondLook(field, marks)),
  };
}

export function neighbour(
  fields: readonly ReviewField[],
  currentId: string | null,
  step: 1 | -1,
): string | null {
  const index = fields.findIndex(({ fieldId }) => fieldId === currentId);
  return fields[index + step]?.fieldId ?? currentId;
}
