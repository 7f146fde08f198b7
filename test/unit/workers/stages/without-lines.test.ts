import { expect, test } from 'vitest';
import { withoutLines } from '../../../../workers/stages/without-lines.ts';

const PX_PER_MM = 8;
const [WIDTH, HEIGHT] = [240, 120];

type Box = readonly [left: number, top: number, width: number, height: number];

function drawn(...boxes: readonly Box[]): Uint8Array {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  for (const [left, top, width, height] of boxes) {
    for (let y = top; y < top + height; y++) {
      mask.fill(1, y * WIDTH + left, y * WIDTH + left + width);
    }
  }
  return mask;
}

const bare = (mask: Uint8Array) => withoutLines(mask, WIDTH, PX_PER_MM);
const inkIn = (mask: Uint8Array, [left, top, width, height]: Box): number => {
  let ink = 0;
  for (let y = top; y < top + height; y++) {
    ink += mask.subarray(y * WIDTH + left, y * WIDTH + left + width).filter(Boolean).length;
  }
  return ink;
};

const RULE: Box = [0, 60, WIDTH, 3];

test('a stroke that crosses a rule stays whole, and the rule goes', () => {
  const stroke: Box = [100, 40, 4, 40];
  const left = bare(drawn(RULE, stroke));
  expect(inkIn(left, stroke)).toBe(stroke[2] * stroke[3]);
  expect(inkIn(left, [0, 50, 95, 30])).toBe(0);
  expect(inkIn(left, [110, 50, 120, 30])).toBe(0);
});

test('a stroke that ends on a rule keeps its end', () => {
  const stroke: Box = [100, 40, 4, 22];
  expect(inkIn(bare(drawn(RULE, stroke)), stroke)).toBe(stroke[2] * stroke[3]);
});

test('a rule that stands upright is treated alike', () => {
  const stroke: Box = [100, 50, 30, 4];
  const left = bare(drawn([114, 0, 3, HEIGHT], stroke));
  expect(inkIn(left, stroke)).toBe(stroke[2] * stroke[3]);
  expect(inkIn(left, [110, 0, 10, 40])).toBe(0);
});

test('boxes that lie over a rule go with all of their sides', () => {
  const [top, height] = [46, 56];
  const sides = [20, 64, 108, 152, 196].map((x): Box => [x, top, 2, height]);
  const boxes: Box[] = [[20, top, 178, 2], [20, top + height, 178, 2], ...sides];
  const digit: Box = [84, 55, 3, 30];
  const left = bare(drawn(RULE, digit, ...boxes));
  expect(inkIn(left, [0, 49, 80, 50])).toBe(0);
  expect(inkIn(left, [92, 49, 140, 50])).toBe(0);
  expect(inkIn(left, digit)).toBe(digit[2] * digit[3]);
});
