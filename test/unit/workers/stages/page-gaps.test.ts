import { expect, test } from 'vitest';
import { missingPages } from '../../../../workers/stages/page-gaps.ts';

const of = (total: number, ...numbers: number[]) =>
  numbers.map((number) => ({ number, of: total }));

test.each([
  ['all there', of(3, 0, 1, 2), []],
  ['one between', of(4, 0, 1, 3), [3]],
  ['the first', of(3, 1, 2), [1]],
  ['the last', of(3, 0, 1), [3]],
  ['several', of(6, 0, 3, 4), [2, 3, 6]],
  ['in another order', of(3, 2, 0, 1), []],
  ['a gap where no total was said', of(0, 0, 1, 4), [3, 4]],
  ['no gap where no total was said', of(0, 0, 1), []],
  ['counted from one', of(3, 1, 2, 3), []],
  ['counted from one, with a gap', of(4, 1, 2, 4), [3]],
])('%s', (_, pages, missing) => {
  expect(missingPages(pages, 3_000)).toEqual(missing);
});

test.each([
  ['a file a page', of(12, 4)],
  ['the same number everywhere', of(0, 0, 0, 0)],
  ['a page without a number', [...of(3, 0, 2), null]],
  ['no number at all', [null, null]],
  ['a total beyond all reason', of(65_535, 0, 1)],
])('%s tells nothing', (_, pages) => {
  expect(missingPages(pages, 3_000)).toEqual([]);
});
