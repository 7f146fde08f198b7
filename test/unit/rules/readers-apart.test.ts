import { expect, test } from 'vitest';
import { readersApart } from '../../../rules/evidence/readers-apart.ts';

const candidate = (source: string, value: string, probability = 0.5) => ({
  source,
  value,
  probability,
});

test('a code and a line that say different numbers are named', () => {
  const apart = [candidate('qr', '1'), candidate('ocr-line', '7')];
  expect(readersApart(apart)).toEqual(['ocr-line', 'qr']);
});

test.each([
  ['nobody proposed anything', []],
  ['all agree', [candidate('qr+ocr-line', '1')]],
  ['one reader weighs two values', [candidate('digit-net', '1'), candidate('digit-net', '7')]],
  [
    'a reader only did not exclude it',
    [candidate('pp-ocr', '1'), candidate('tesseract', '7', 0.01)],
  ],
])('nobody is named where %s', (_, candidates) => {
  expect(readersApart(candidates)).toEqual([]);
});
