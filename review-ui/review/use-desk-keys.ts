import { useWindowEvent } from '@mantine/hooks';
import { isChoice, SAME_DAY_KEY, startingDraft } from './field-answer.ts';
import { type Command, commandOf, type KeyPress } from './review-keys.ts';
import type { Desk } from './use-desk.ts';

/** The keyboard drives the whole desk, wherever the focus has wandered; a dialog keeps its own keys. */
export function useDeskKeys(desk: Desk, input: () => HTMLElement | null, enabled: boolean): void {
  useWindowEvent('keydown', (event) => {
    const press = pressOf(event);
    // While an input method composes, every key is the input method's.
    if (!enabled || desk.state.dialog !== null || press.composing) return;
    if (isForOtherControl(event, input())) return;
    if (takesCharacter(desk, press, event.repeat)) {
      event.preventDefault();
      // Wherever it had wandered, the keyboard is at the field again for the next key.
      input()?.focus({ preventScroll: true });
    } else perform(desk, event, press, input());
  });
}

function perform(desk: Desk, event: KeyboardEvent, press: KeyPress, input: HTMLElement | null) {
  const command = commandOf(press);
  if (command === null) {
    // A character typed while the focus is elsewhere belongs to the field, not to nothing.
    if (isCharacter(press)) input?.focus();
    return;
  }
  if (isTextUndo(desk, command)) return;
  event.preventDefault();
  if (!event.repeat || REPEATABLE.has(command)) desk.commands[command]();
}

const pressOf = (event: KeyboardEvent): KeyPress => ({
  key: event.key,
  ctrl: event.ctrlKey || event.metaKey,
  shift: event.shiftKey,
  alt: event.altKey,
  // 229: what browsers send for keys an input method has taken.
  composing: event.isComposing || event.keyCode === 229,
});

const isCharacter = ({ key, ctrl, alt }: KeyPress): boolean => key.length === 1 && !ctrl && !alt;

/** Ctrl+Z in half-typed text takes back typing; the browser knows how. */
const isTextUndo = ({ current, draft }: Desk, command: Command): boolean =>
  command === 'undo' && current !== undefined && draft !== startingDraft(current);

/** Holding a key down must not answer one field after the other. */
const REPEATABLE: ReadonlySet<Command> = new Set([
  'previous',
  'next',
  'zoomIn',
  'zoomOut',
  'panLeft',
  'panRight',
  'panUp',
  'panDown',
]);

/** Enter or space on a button or link that was reached with Tab is for that button. */
function isForOtherControl(event: KeyboardEvent, input: HTMLElement | null): boolean {
  const { key, target } = event;
  if (!(target instanceof HTMLElement) || target === input) return false;
  const onControl = target.closest('button, a, textarea, select') !== null;
  return onControl && (key === 'Enter' || key === ' ');
}

/** `?` opens the list of keys unless it is being written; a choice's key answers, once per press. */
function takesCharacter(desk: Desk, press: KeyPress, repeat: boolean): boolean {
  if (!isCharacter(press)) return false;
  const { current, draft } = desk;
  const choosing = current !== undefined && isChoice(current);
  if (press.key === '?' && (choosing || draft === '')) {
    desk.commands.help();
    return true;
  }
  if (press.key.normalize('NFKC') === SAME_DAY_KEY) return repeat || desk.answerSameDay();
  return choosing && (repeat || desk.choose(press.key));
}
