import type { BoxMm, Candidate } from '../../schemas/reading.ts';
import { grownBox } from './box-mm.ts';
import type { Calibration } from './calibration.ts';
import { logistic, type Verdict } from './fuse.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';
import { locateBoxes, type Shift } from './locate-boxes.ts';
import { isPrinted, type Printed } from './printed.ts';
import { isStruckThrough } from './struck-mark.ts';

export type Option = Readonly<{ value: string; boxMm: BoxMm }>;

/**
 * Ink of one option. `share` = part of the box's inside that is inked; `insideMm2` the same as an area;
 * `aroundMm2` = ink that is not print in a ring around the box (strokes that leave it, circles drawn round it);
 * `wideMm2` = the same in a wider window; `wordMm2` = the same over the printed word to the right of the box.
 */
export type OptionInk = Readonly<{
  value: string;
  share: number;
  insideMm2: number;
  aroundMm2: number;
  wideMm2: number;
  wordMm2: number;
  /** A line runs through the box and its word: whatever is marked there was taken back. */
  struck: boolean;
}>;

/** Inside this rim nothing is ever printed. */
const RIM_MM = 0.35;
/** The printed frame ends here; the ring in which strokes around the box are looked for begins. */
const FRAME_MM = 0.55;
const AROUND_MM = 1.5;
const WIDE_MM = 3;
/** The printed word of an option stands to the right of its box, at most this long. */
const WORD_MM = 10.5;
/** Ink over a word from which on somebody may have circled it, and from which on that is what was done. */
const WORD_TOUCHED_MM2 = 0.8;
const WORD_CIRCLED_MM2 = 3;
const LEVEL = 85;
/** Two marks: the one with this much more ink was struck through, the other is the answer meant. */
const STRUCK_RATIO = 1.7;
/** Ink around a box counts less than ink in it: it may belong to the row above or below. */
const AROUND_WEIGHT = 0.35;
const SOURCE = 'ink';

export function optionInk(
  plane: InkPlane,
  pxPerMm: number,
  options: readonly Option[],
  printed: Printed | null,
): OptionInk[] {
  return options.map(({ value, boxMm }) => {
    // Box by box: on a creased or photographed sheet the two answers of one question shift apart.
    const shift = locateBoxes(plane, pxPerMm, [boxMm]);
    const rim = Math.min(RIM_MM, boxMm[2] / 5);
    const window = { plane, pxPerMm, shift, printed: null };
    const inside = countInk(window, grownBox(boxMm, -rim), null);
    const [, , width, height] = boxMm;
    const frame = grownBox(boxMm, FRAME_MM);
    const beyond = { ...window, printed };
    return {
      value,
      share: inside / ((width - 2 * rim) * (height - 2 * rim)),
      insideMm2: inside,
      aroundMm2: countInk(beyond, grownBox(boxMm, AROUND_MM), frame),
      wideMm2: inside + countInk(beyond, grownBox(boxMm, WIDE_MM), frame),
      wordMm2: countInk(beyond, wordBox(boxMm, options), null),
      struck: isStruckThrough(plane, pxPerMm, boxMm, shift),
    };
  });
}

/** How much of a mark an option bears: what `Calibration.tick` speaks of. */
export function markStrength(ink: OptionInk): number {
  return Math.log(ink.insideMm2 + AROUND_WEIGHT * ink.aroundMm2 + 0.02);
}

/** Decides between the printed alternatives. `blank` and `both` are answers of their own. */
export function choose(
  inks: readonly OptionInk[],
  unmarkedValue: string,
  strength: (ink: OptionInk) => number,
  curve: Calibration['tick'],
): Verdict {
  const marks = inks.map((ink) => ({
    ...ink,
    marked: logistic(curve.slope * (strength(ink) - curve.middle)),
  }));
  const all = outcomes(marks, unmarkedValue);
  const [first] = all;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const sure = marks.filter(({ marked }) => marked >= 0.5);
  if (sure.length > 1) return severalMarks(sure, all);
  if (sure.length === 0 && inks.some(({ wordMm2 }) => wordMm2 >= WORD_TOUCHED_MM2)) {
    return circledWord(inks, unmarkedValue, all);
  }
  if (sure.some(({ struck }) => struck)) return takenBack(first, unmarkedValue);
  // No mark is an answer of its own here ('blank', or 'false' of a box that is filled in): a value, not an empty field.
  return { kind: 'read', value: first.value, probability: first.probability, candidates: all };
}

/** Two marks are two answers, or one answer struck through and corrected: a person decides. */
export function severalMarks(
  sure: readonly { value: string; wideMm2: number }[],
  all: readonly Candidate[],
): Verdict {
  const byInk = [...sure].sort((a, b) => b.wideMm2 - a.wideMm2);
  const [most, next] = byInk;
  if (most === undefined || next === undefined) return { kind: 'unreadable', candidates: all };
  const corrected = byInk.length === 2 && most.wideMm2 > STRUCK_RATIO * next.wideMm2;
  const value = corrected ? next.value : 'both';
  const other = corrected ? 'both' : next.value;
  return {
    kind: 'odd',
    value,
    probability: 0.6,
    candidates: [
      { value, probability: 0.6, source: SOURCE },
      { value: other, probability: 0.25, source: SOURCE },
    ],
  };
}

/** The only mark is struck through: nothing is answered, or the strike is none. A person decides. */
function takenBack(marked: Candidate, unmarkedValue: string): Verdict {
  const blank = { value: unmarkedValue, probability: 0.6, source: SOURCE };
  const candidates = [blank, { ...marked, probability: 0.3 }];
  return { kind: 'odd', value: unmarkedValue, probability: blank.probability, candidates };
}

/** No box is marked, but there is ink over a word: some people circle the word. A person decides. */
function circledWord(
  inks: readonly OptionInk[],
  unmarkedValue: string,
  all: readonly Candidate[],
): Verdict {
  const [most, next] = [...inks].sort((a, b) => b.wordMm2 - a.wordMm2);
  const circled =
    most !== undefined &&
    most.wordMm2 >= WORD_CIRCLED_MM2 &&
    most.wordMm2 >= STRUCK_RATIO * (next?.wordMm2 ?? 0);
  const value = circled ? most.value : unmarkedValue;
  const probability = circled ? 0.8 : 0.5;
  const others = all.filter((candidate) => candidate.value !== value);
  return {
    kind: 'odd',
    value,
    probability,
    candidates: [
      { value, probability, source: SOURCE },
      ...others.map((other) => ({ ...other, probability: (1 - probability) / others.length })),
    ],
  };
}

/** Every answer these marks may be, likeliest first. */
export function outcomes(
  marks: readonly { value: string; marked: number }[],
  unmarkedValue: string,
): Candidate[] {
  const none = marks.reduce((product, { marked }) => product * (1 - marked), 1);
  const single = marks.map(({ value, marked }, at) => ({
    value,
    probability: marks.reduce(
      (product, other, index) => (index === at ? product : product * (1 - other.marked)),
      marked,
    ),
  }));
  const rest = Math.max(
    0,
    1 - none - single.reduce((sum, { probability }) => sum + probability, 0),
  );
  return [
    { value: unmarkedValue, probability: none },
    ...single,
    ...(marks.length > 1 ? [{ value: 'both', probability: rest }] : []),
  ]
    .map((outcome) => ({ ...outcome, source: SOURCE }))
    .sort((a, b) => b.probability - a.probability);
}

/** From the box to the next option, or as far as a word reaches. */
function wordBox([x, y, width, height]: BoxMm, options: readonly Option[]): BoxMm {
  const from = x + width + FRAME_MM;
  const beside = options
    .map(({ boxMm }) => boxMm[0] - AROUND_MM)
    .filter((left) => left > from)
    .map((left) => left - from);
  return [from, y - AROUND_MM, Math.min(WORD_MM, ...beside), height + 2 * AROUND_MM];
}

type Window = Readonly<{
  plane: InkPlane;
  pxPerMm: number;
  shift: Shift;
  printed: Printed | null;
}>;

/** mm² of ink in a box, less what the form prints there and less what lies in `hole`. */
function countInk(window: Window, box: BoxMm, hole: BoxMm | null): number {
  const { plane, pxPerMm, shift, printed } = window;
  const px = (mm: number) => Math.round(mm * pxPerMm);
  const [left, top, width, height] = [px(box[0]), px(box[1]), px(box[2]), px(box[3])];
  const crop = cropPlane(plane, left + shift.dxPx, top + shift.dyPx, width, height);
  let count = 0;
  for (let i = 0; i < crop.data.length; i++) {
    if ((crop.data[i] ?? 0) < LEVEL) continue;
    const xMm = (left + (i % width) + 0.5) / pxPerMm;
    const yMm = (top + Math.floor(i / width) + 0.5) / pxPerMm;
    if (hole !== null && within(hole, xMm, yMm)) continue;
    if (!isPrinted(printed, xMm, yMm)) count++;
  }
  return count / (pxPerMm * pxPerMm);
}

function within([x, y, width, height]: BoxMm, xMm: number, yMm: number): boolean {
  return xMm >= x && xMm < x + width && yMm >= y && yMm < y + height;
}
