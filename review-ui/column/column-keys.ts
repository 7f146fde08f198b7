import { useWindowEvent } from '@mantine/hooks';
import type { ColumnDesk } from './use-column.ts';

export type ColumnCommand =
  | 'confirm'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'leaveOut'
  | 'openSheet'
  | 'undo'
  | 'help';

/** Every key of the page, as its help shows them. */
export const COLUMN_KEYS: ReadonlyArray<{ keys: string; cap: string; command: ColumnCommand }> = [
  { keys: 'Enter', cap: 'Enter', command: 'confirm' },
  { keys: 'ArrowUp', cap: '↑', command: 'up' },
  { keys: 'ArrowDown', cap: '↓', command: 'down' },
  { keys: 'ArrowLeft', cap: '←', command: 'left' },
  { keys: 'ArrowRight', cap: '→', command: 'right' },
  { keys: ' ', cap: 'Space', command: 'leaveOut' },
  { keys: 'o', cap: 'O', command: 'openSheet' },
  { keys: 'Ctrl+z', cap: 'Ctrl+Z', command: 'undo' },
  { keys: '?', cap: '?', command: 'help' },
  { keys: 'F1', cap: 'F1', command: 'help' },
];

export const capOf = (wanted: ColumnCommand): string =>
  COLUMN_KEYS.find(({ command }) => command === wanted)?.cap ?? '';

const MOVES: Readonly<Partial<Record<ColumnCommand, readonly [number, number]>>> = {
  up: [-1, 0],
  down: [1, 0],
  left: [0, -1],
  right: [0, 1],
};

/** Holding Enter down must not confirm row after row that nobody looked at. */
export function useColumnKeys(desk: ColumnDesk): void {
  useWindowEvent('keydown', (event) => {
    if (desk.state.help || isForOtherControl(event)) return;
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    const move = MOVES[command];
    if (move !== undefined) desk.step(...move);
    else if (!event.repeat) perform(desk, command);
  });
}

function commandOf(event: KeyboardEvent): ColumnCommand | null {
  if (event.isComposing || event.altKey) return null;
  const pressed = event.key.length === 1 ? event.key.normalize('NFKC').toLowerCase() : event.key;
  const keys = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${pressed}`;
  return COLUMN_KEYS.find((binding) => binding.keys === keys)?.command ?? null;
}

export function perform(desk: ColumnDesk, command: ColumnCommand): void {
  if (command === 'confirm') desk.confirm();
  if (command === 'leaveOut') desk.leaveOut();
  if (command === 'openSheet') desk.openSheet();
  if (command === 'undo') desk.undo();
  if (command === 'help') desk.dispatch({ type: 'help', help: true });
}

/** Enter or space on a button or link that was reached with Tab is for that button. */
function isForOtherControl({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || (key !== 'Enter' && key !== ' ')) return false;
  return target.closest('button, a') !== null;
}
