/** The part of a keyboard event that decides; `composing`: an input method is still at work on it. */
export type KeyPress = Readonly<{
  key: string;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  composing: boolean;
}>;

export type Command =
  | 'accept'
  | 'confirmShown'
  | 'sign'
  | 'previous'
  | 'next'
  | 'blank'
  | 'illegible'
  | 'notOnForm'
  | 'person'
  | 'undo'
  | 'sendAway'
  | 'note'
  | 'overrides'
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'panUp'
  | 'panDown'
  | 'turn'
  | 'wholePage'
  | 'showField'
  | 'story'
  | 'help';

type Binding = Readonly<{ keys: string; command: Command }>;

/** Every key of the review page, as shown in its help. Nothing else is bound. */
export const BINDINGS: readonly Binding[] = [
  { keys: 'Enter', command: 'accept' },
  { keys: 'Shift+Enter', command: 'confirmShown' },
  { keys: 'Ctrl+Enter', command: 'sign' },
  { keys: 'ArrowUp', command: 'previous' },
  { keys: 'ArrowDown', command: 'next' },
  { keys: 'F2', command: 'blank' },
  { keys: 'F4', command: 'illegible' },
  { keys: 'F8', command: 'notOnForm' },
  { keys: 'Ctrl+z', command: 'undo' },
  { keys: 'F9', command: 'sendAway' },
  { keys: 'F3', command: 'note' },
  { keys: 'F6', command: 'overrides' },
  { keys: 'F10', command: 'person' },
  { keys: 'F7', command: 'story' },
  { keys: 'PageUp', command: 'zoomIn' },
  { keys: 'PageDown', command: 'zoomOut' },
  { keys: 'Ctrl+ArrowLeft', command: 'panLeft' },
  { keys: 'Ctrl+ArrowRight', command: 'panRight' },
  { keys: 'Ctrl+ArrowUp', command: 'panUp' },
  { keys: 'Ctrl+ArrowDown', command: 'panDown' },
  { keys: 'Ctrl+.', command: 'turn' },
  { keys: 'Ctrl+/', command: 'wholePage' },
  { keys: 'Escape', command: 'showField' },
  { keys: 'F1', command: 'help' },
];

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  BINDINGS.map(({ keys, command }) => [keys, command]),
);

/**
 * What a key does. While an input method composes, Enter, arrows and F-keys belong to it: taking them would
 * swallow what the person is writing.
 */
export function commandOf(press: KeyPress): Command | null {
  if (press.composing || press.key === 'Process') return null;
  if (press.alt) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  // The shift of a printed character is part of the character.
  const shift = press.shift && key.length > 1 ? 'Shift+' : '';
  return COMMANDS.get(`${press.ctrl ? 'Ctrl+' : ''}${shift}${key}`) ?? null;
}

/** A key cap as people read it. */
export const keyCap = (keys: string): string =>
  keys
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('Escape', 'Esc')
    .replace('Ctrl+z', 'Ctrl+Z');

export const keysOf = (command: Command): string =>
  keyCap(BINDINGS.find((binding) => binding.command === command)?.keys ?? '');
