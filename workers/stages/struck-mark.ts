import type { BoxMm } from '../../schemas/reading.ts';
import type { InkPlane } from './ink-plane.ts';
import type { Shift } from './locate-boxes.ts';

const LEVEL = 85;
/** A line that takes an answer back runs through its box and on through the word beside it. */
const BEFORE_MM = 0.2;
const BEYOND_MM = 3.5;
const MOST_SLOPE = 0.18;
const SLOPES = 13;
/** Heights in the box at which it may run. */
const FROM_SHARE = 0.08;
const TO_SHARE = 0.92;
/** The blank between box and word alone is more than what may be missing. */
const INKED_SHARE = 0.93;

/** Whether one straight line of ink, as good as level, goes through a box and the word to its right. */
export function isStruckThrough(
  plane: InkPlane,
  pxPerMm: number,
  [x, y, width, height]: BoxMm,
  shift: Shift,
): boolean {
  const left = Math.round((x - BEFORE_MM) * pxPerMm) + shift.dxPx;
  const length = Math.round((BEFORE_MM + width + BEYOND_MM) * pxPerMm);
  const first = Math.round((y + FROM_SHARE * height) * pxPerMm) + shift.dyPx;
  const last = Math.round((y + TO_SHARE * height) * pxPerMm) + shift.dyPx;
  for (let middle = first; middle <= last; middle++) {
    for (let lean = 0; lean < SLOPES; lean++) {
      const slope = MOST_SLOPE * ((2 * lean) / (SLOPES - 1) - 1);
      if (inkedAlong(plane, { left, length, middle, slope }) >= INKED_SHARE * length) return true;
    }
  }
  return false;
}

type Line = Readonly<{ left: number; length: number; middle: number; slope: number }>;

/** Columns of a line with ink on it, or a pixel above or below. */
function inkedAlong({ data, widthPx }: InkPlane, { left, length, middle, slope }: Line): number {
  let count = 0;
  for (let along = 0; along < length; along++) {
    const at = Math.round(middle + slope * (along - length / 2)) * widthPx + left + along;
    const darkest = Math.max(data[at] ?? 0, data[at - widthPx] ?? 0, data[at + widthPx] ?? 0);
    if (darkest >= LEVEL) count++;
  }
  return count;
}
