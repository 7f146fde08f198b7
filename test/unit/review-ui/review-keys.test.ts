import { describe, expect, test } from 'vitest';
import {
  BINDINGS,
  commandOf,
  type KeyPress,
  keysOf,
} from '../../../review-ui/review/review-keys.ts';

const press = (over: Partial<KeyPress>): KeyPress => ({
  key: 'Enter',
  ctrl: false,
  shift: false,
  alt: false,
  composing: false,
  ...over,
});

describe('a key of the review page', () => {
  test.each([
    [press({}), 'accept'],
    [press({ shift: true }), 'confirmShown'],
    [press({ ctrl: true }), 'sign'],
    [press({ key: 'ArrowDown' }), 'next'],
    [press({ key: 'ArrowDown', ctrl: true }), 'panDown'],
    [press({ key: 'F2' }), 'blank'],
    [press({ key: 'z', ctrl: true }), 'undo'],
    [press({ key: 'Z', ctrl: true }), 'undo'],
  ])('%o does %s', (key, command) => {
    expect(commandOf(key)).toBe(command);
  });

  test('belongs to the input method while it composes', () => {
    for (const { keys } of BINDINGS.filter(({ keys }) => !keys.includes('+'))) {
      expect(commandOf(press({ key: keys, composing: true })), keys).toBeNull();
    }
    expect(commandOf(press({ key: 'Process' }))).toBeNull();
  });

  test('that is not bound does nothing: neither characters nor shifted F-keys', () => {
    for (const key of ['a', '1', '？', 'Tab', 'F5', 'F12'])
      expect(commandOf(press({ key }))).toBeNull();
    expect(commandOf(press({ key: 'F2', shift: true }))).toBeNull();
    expect(commandOf(press({ key: 'ArrowLeft', alt: true }))).toBeNull();
  });

  test('is bound once, and every command has one', () => {
    expect(new Set(BINDINGS.map(({ keys }) => keys)).size).toBe(BINDINGS.length);
    expect(new Set(BINDINGS.map(({ command }) => command)).size).toBe(BINDINGS.length);
    expect(keysOf('undo')).toBe('Ctrl+Z');
  });
});
