import type { BoxMm } from '../../schemas/reading.ts';

/** `by` mm more on every side; less where negative, but never less than nothing. */
export function grownBox([x, y, width, height]: BoxMm, by: number): BoxMm {
  return [x - by, y - by, Math.max(0, width + 2 * by), Math.max(0, height + 2 * by)];
}

/** The smallest box that holds all of them. */
export function boxAround(boxes: readonly BoxMm[]): BoxMm {
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, right - left, bottom - top];
}
