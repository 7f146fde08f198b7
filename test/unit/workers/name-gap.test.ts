import { expect, test } from 'vitest';
import { spacedAs } from '../../../workers/stages/name-gap.ts';

const at = (text: string, ...places: number[]) =>
  [...text].map((letter, i) => ({ text: letter, probability: 1, at: (places[i] ?? 0) / 100 }));

test.each([
  ['三浦 真由 美', at('三浦真由美', 10, 20, 40, 50, 60), '三浦 真由美'],
  ['上 田 和夫', at('上田和夫', 10, 20, 41, 51), '上田 和夫'],
  ['佐 々 木 剛', at('佐々木剛', 10, 20, 30, 50), '佐々木 剛'],
  ['林 明', at('林明', 10, 30), '林 明'],
  ['片山 和夫', at('片山和夫', 10, 20, 31, 42), '片山 和夫'],
  ['増 田 節 子', at('増田節子', 10, 20, 30, 40), '増田節子'],
])('%s has one space, where its characters stand furthest apart', (name, seen, spaced) => {
  expect(spacedAs(seen, name)).toBe(spaced);
});

test('a name that the two readers read otherwise stays as the one spaced it', () => {
  expect(spacedAs(at('吉田陽菜', 10, 20, 40, 50), '天田 陽 菜')).toBe('天田 陽 菜');
});
