import type { BoxMm, Candidate } from '../../schemas/reading.ts';
import type { Calibration } from './calibration.ts';
import { logistic, type Verdict } from './fuse.ts';
import { cropPlane, type InkPlane } from './ink-plane.ts';
import { locateBoxes, type Shift } from './locate-boxes.ts';

export type Option = Readonly<{ value: string; boxMm: BoxMm }>;

/** Ink of one option: the share of the box's inside, and mm² in a wider window around it. */
export type OptionInk = Readonly<{ value: string; share: number; aroundMm2: number }>;

/** Inside this rim nothing is ever printed. */
const RIM_MM = 0.35;
/** Tick strokes leave the box by this much. */
const AROUND_MM = 1.6;
const LEVEL = 95;
/** Two marks: the one with this much more ink was struck through, the other is the answer meant. */
const STRUCK_RATIO = 1.7;
const SOURCE = 'ink';

export function optionInk(
  plane: InkPlane,
  pxPerMm: number,
  options: readonly Option[],
): OptionInk[] {
  return options.map(({ value, boxMm }) => {
    // Box by box: on a creased or photographed sheet the two answers of one question shift apart.
    const shift = locateBoxes(plane, pxPerMm, [boxMm]);
    return {
      value,
      share: insideShare(plane, pxPerMm, boxMm, shift),
      aroundMm2: aroundInk(plane, pxPerMm, boxMm, shift),
    };
  });
}

/** Decides between the printed alternatives. `blank` and `both` are answers of their own. */
export function choose(
  inks: readonly OptionInk[],
  unmarkedValue: string,
  curve: Calibration['tick'],
): Verdict {
  const marks = inks.map((ink) => ({
    ...ink,
    marked: logistic(curve.slope * (ink.share - curve.middle)),
  }));
  const all = outcomes(marks, unmarkedValue);
  const [first] = all;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const sure = marks.filter(({ marked }) => marked >= 0.5);
  if (sure.length > 1) return severalMarks(sure, all);
  // No mark is an answer of its own here ('blank', or 'false' of a box that is filled in): a value, not an empty field.
  return { kind: 'read', value: first.value, probability: first.probability, candidates: all };
}

/** Two marks are two answers, or one answer struck through and corrected: a person decides. */
function severalMarks(
  sure: readonly (OptionInk & { marked: number })[],
  all: readonly Candidate[],
): Verdict {
  const byInk = [...sure].sort((a, b) => b.aroundMm2 - a.aroundMm2);
  const [most, next] = byInk;
  if (most === undefined || next === undefined) return { kind: 'unreadable', candidates: all };
  const corrected = byInk.length === 2 && most.aroundMm2 > STRUCK_RATIO * next.aroundMm2;
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

function outcomes(
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

function insideShare(plane: InkPlane, pxPerMm: number, boxMm: BoxMm, shift: Shift): number {
  const [x, y, width, height] = boxMm;
  const rim = Math.min(RIM_MM, width / 5);
  const inside = windowOf(
    plane,
    pxPerMm,
    [x + rim, y + rim, width - 2 * rim, height - 2 * rim],
    shift,
  );
  return countDark(inside.data) / Math.max(1, inside.data.length);
}

function aroundInk(plane: InkPlane, pxPerMm: number, boxMm: BoxMm, shift: Shift): number {
  const [x, y, width, height] = boxMm;
  const out = AROUND_MM;
  const wide = windowOf(
    plane,
    pxPerMm,
    [x - out, y - out, width + 2 * out, height + 2 * out],
    shift,
  );
  return countDark(wide.data) / (pxPerMm * pxPerMm);
}

function windowOf(plane: InkPlane, pxPerMm: number, [x, y, w, h]: BoxMm, shift: Shift): InkPlane {
  const px = (mm: number) => Math.round(mm * pxPerMm);
  return cropPlane(plane, px(x) + shift.dxPx, px(y) + shift.dyPx, px(w), px(h));
}

function countDark(data: Uint8Array): number {
  let count = 0;
  for (const dark of data) if (dark >= LEVEL) count++;
  return count;
}
