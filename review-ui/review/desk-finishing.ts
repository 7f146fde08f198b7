import { bringOnScreen, type DeskContext } from './desk-context.ts';
import { beforeSigning } from './review-progress.ts';

/**
 * A signature stands for a record that was seen: nothing open, every row has been on the screen, what disagreed was
 * looked at once more, and grave findings were read. They do not forbid: a dose that really was given wrongly is committed as written. What
 * the last answers bring about is not known before they have arrived: until then the signature waits.
 */
export function sign(desk: DeskContext) {
  const { dispatch, final, sheet, state } = desk;
  if (desk.onTheWay()) return dispatch({ type: 'hint', hint: { kind: 'signs_when_sent' } });
  const { open, notYetOnScreen, toLookAtAgain } = beforeSigning(sheet.fields, state);
  const [first] = open;
  if (first !== undefined) {
    dispatch({ type: 'goTo', fieldId: first });
    return dispatch({ type: 'hint', hint: { kind: 'open', fieldIds: open } });
  }
  if (notYetOnScreen.length > 0) return bringOnScreen(desk, notYetOnScreen);
  const [again] = toLookAtAgain;
  if (again !== undefined) {
    dispatch({ type: 'lookedAt', fieldId: again });
    dispatch({ type: 'goTo', fieldId: again });
    return dispatch({ type: 'hint', hint: { kind: 'contested', count: toLookAtAgain.length } });
  }
  const grave = sheet.findings.filter(({ severity }) => severity === 'block');
  const acknowledged = [...new Set(grave.map(({ code }) => code))];
  const findings = acknowledged.join(' ');
  if (findings !== state.warnedOf) {
    return dispatch({ type: 'warned', findings, count: grave.length });
  }
  if (!final.finish.isPending) final.sign({ note: state.note, acknowledged });
}

/** Takes the last answer back and goes to it. */
export function undo({ acts, dispatch, sheet, state }: DeskContext) {
  const answered = state.sent.size > 0 || sheet.fields.some(({ mine }) => mine !== null);
  if (!answered) return dispatch({ type: 'hint', hint: { kind: 'nothing_to_undo' } });
  acts.undo().then(
    (fieldId) => {
      if (fieldId !== null) dispatch({ type: 'goTo', fieldId });
    },
    // The refusal itself is shown from the mutation's own state.
    () => undefined,
  );
}
