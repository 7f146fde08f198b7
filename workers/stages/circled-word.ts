import type { BoxMm, Candidate } from '../../schemas/reading.ts';
import { grownBox } from './box-mm.ts';
import type { Calibration } from './calibration.ts';
import { type Option, outcomes, severalMarks } from './choice.ts';
import { logistic, type Verdict } from './fuse.ts';
import type { InkPlane } from './ink-plane.ts';
import { isPrinted, type Printed } from './printed.ts';

/**
 * Ink about one printed word that the form did not print. `ringShare` = part of all directions from the word in
 * which a line runs round it; `insideMm2` = ink on the word's own place,
 * `aroundMm2` = within reach of a circle; `throughShare` = inked part of the straightest way through the word.
 */
export type WordInk = Readonly<{
  value: string;
  ringShare: number;
  insideMm2: number;
  onMm2: number;
  aroundMm2: number;
  throughShare: number;
}>;

const LEVEL = 85;
const DIRECTIONS = 24;
/** A rule of the table may hide so many directions of a line that runs along it. */
const CLOSED_GAP = 3;
/** A line round a word stays this near it, and may cut its edge by this share of its height. */
const REACH_MM = 3.8;
const CUT_SHARE = 0.22;
/** Words may lie this far from where registration puts them; a shift must hide this much stray ink per mm. */
const SHIFTS_MM = [0, -0.2, 0.2, -0.4, 0.4];
const SHIFT_COST_MM2 = 0.5;
const CLEAN_MM2 = 0.15;
/** Ink on a word from which on it may be struck through, or ticked. */
const TOUCHED_MM2 = 1.6;
/** A tick on a word leaves so much ink beside its print, so near the word, and hardly any on the others. */
const TICK = { leastMm2: 0.2, edgeMm: 1.2, lead: 3, probability: 0.7 };
/** A line through a word, sloping up to so much, from so far before the word to so far behind it. */
const STRIKE = { middleShare: 0.6, beyondMm: 0.6, slope: 0.15, share: 0.93 };
/** More ink than any circle has: a stamp, or a circle and what was written over it. */
const CROWDED_MM2 = 26;
/** A line round a third of a word is neither a circle nor nothing. */
const DOUBTFUL_RING = { from: 0.42, to: 0.66 };

export function wordInk(
  plane: InkPlane,
  pxPerMm: number,
  options: readonly Option[],
  printed: Printed | null,
): WordInk[] {
  const page = { plane, pxPerMm, printed };
  const shift = shiftOf(page, options);
  return options.map(({ value, boxMm }) => ({ value, ...inkAbout(page, boxMm, shift) }));
}

type Page = Readonly<{ plane: InkPlane; pxPerMm: number; printed: Printed | null }>;
type ShiftMm = readonly [number, number];

function inkAbout(page: Page, box: BoxMm, shift: ShiftMm): Omit<WordInk, 'value'> {
  const [x, y, width, height] = box;
  const [cx, cy] = [x + width / 2, y + height / 2];
  const cut = CUT_SHARE * Math.min(width, height);
  const seen = new Uint8Array(DIRECTIONS);
  let [inside, on, around] = [0, 0, 0];
  forStrayInk(page, grownBox(box, REACH_MM), shift, (xMm, yMm) => {
    around++;
    const away = distanceTo(box, xMm, yMm);
    if (away < 0) inside++;
    if (away < TICK.edgeMm) on++;
    if (away < -cut || away > REACH_MM) return;
    // Round a wide word the corners would get too few directions: its box is made square first.
    const angle = Math.atan2((yMm - cy) / (height / 2 + 1.5), (xMm - cx) / (width / 2 + 1.5));
    const direction = Math.floor(((angle + Math.PI) / (2 * Math.PI)) * DIRECTIONS) % DIRECTIONS;
    seen[direction] = 1;
  });
  const area = page.pxPerMm ** 2;
  return {
    ringShare: closedShare(seen),
    insideMm2: inside / area,
    onMm2: on / area,
    aroundMm2: around / area,
    throughShare: throughShare(page, box, shift),
  };
}

/**
 * The straightest way through a word from before it to behind it: how much of it is inked. Print has gaps between
 * and beside its letters, a line through the word has none.
 */
function throughShare({ plane, pxPerMm }: Page, box: BoxMm, [dx, dy]: ShiftMm): number {
  const [x, y, width, height] = box;
  const left = Math.round((x + dx - STRIKE.beyondMm) * pxPerMm);
  const columns = Math.round((width + 2 * STRIKE.beyondMm) * pxPerMm);
  const first = (y + dy + (height * (1 - STRIKE.middleShare)) / 2) * pxPerMm;
  const rows = Math.round(height * STRIKE.middleShare * pxPerMm);
  let most = 0;
  for (let slope = -STRIKE.slope; slope <= STRIKE.slope + 1e-9; slope += STRIKE.slope / 5) {
    for (let row = 0; row <= rows; row++) {
      let inked = 0;
      for (let i = 0; i < columns; i++) {
        const at = Math.round(first + row + slope * (i - columns / 2));
        if (isInked(plane, left + i, at)) inked++;
      }
      most = Math.max(most, inked / columns);
    }
  }
  return most;
}

function isInked({ data, widthPx }: InkPlane, x: number, y: number): boolean {
  const at = y * widthPx + x;
  return [at - widthPx, at, at + widthPx].some((pixel) => (data[pixel] ?? 0) >= LEVEL);
}

/** Share of directions with a line, short gaps between them closed. */
function closedShare(seen: Uint8Array): number {
  const closed = seen.slice();
  for (let at = 0; at < DIRECTIONS; at++) {
    if (seen[at] === 0) continue;
    for (let gap = 2; gap <= CLOSED_GAP + 1; gap++) {
      if (seen[(at + gap) % DIRECTIONS] === 0) continue;
      for (let between = 1; between < gap; between++) closed[(at + between) % DIRECTIONS] = 1;
    }
  }
  return closed.reduce((sum, value) => sum + value, 0) / DIRECTIONS;
}

/** Paper stretches: the printed words are looked for where they hide most of the ink on them. */
function shiftOf(page: Page, options: readonly Option[]): ShiftMm {
  const stray = (shift: ShiftMm): number => {
    let count = 0;
    for (const { boxMm } of options) {
      forStrayInk(page, grownBox(boxMm, 0.5), shift, () => {
        count++;
      });
    }
    return count / page.pxPerMm ** 2;
  };
  let best = { shift: [0, 0] as ShiftMm, cost: stray([0, 0]) };
  if (best.cost < CLEAN_MM2) return best.shift;
  for (const dx of SHIFTS_MM) {
    for (const dy of SHIFTS_MM) {
      const cost = stray([dx, dy]) + SHIFT_COST_MM2 * Math.hypot(dx, dy);
      if (cost < best.cost) best = { shift: [dx, dy], cost };
    }
  }
  return best.shift;
}

/** Every inked pixel in a box that is not the form's own print, by its place on the form. */
function forStrayInk(
  { plane, pxPerMm, printed }: Page,
  [x, y, width, height]: BoxMm,
  [dx, dy]: ShiftMm,
  visit: (xMm: number, yMm: number) => void,
): void {
  const left = Math.max(0, Math.round((x + dx) * pxPerMm));
  const top = Math.max(0, Math.round((y + dy) * pxPerMm));
  const right = Math.min(plane.widthPx, Math.round((x + dx + width) * pxPerMm));
  const bottom = Math.min(plane.heightPx, Math.round((y + dy + height) * pxPerMm));
  for (let py = top; py < bottom; py++) {
    for (let px = left; px < right; px++) {
      if ((plane.data[py * plane.widthPx + px] ?? 0) < LEVEL) continue;
      const xMm = (px + 0.5) / pxPerMm - dx;
      const yMm = (py + 0.5) / pxPerMm - dy;
      if (!isPrinted(printed, xMm, yMm)) visit(xMm, yMm);
    }
  }
}

/** How far a point lies outside a box; negative inside it. */
function distanceTo([x, y, width, height]: BoxMm, px: number, py: number): number {
  const dx = Math.max(x - px, px - x - width);
  const dy = Math.max(y - py, py - y - height);
  return dx > 0 && dy > 0 ? Math.hypot(dx, dy) : Math.max(dx, dy);
}

/** Decides which printed word is circled. Whatever is no clear circle, and no clear absence of one, stays a doubt. */
export function chooseCircled(
  inks: readonly WordInk[],
  unmarkedValue: string,
  curve: Calibration['circle'],
): Verdict {
  const marks = inks.map((ink) => ({
    ...ink,
    marked: logistic(curve.slope * (ink.ringShare - curve.middle)),
  }));
  const all = outcomes(marks, unmarkedValue);
  const [first] = all;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const circled = marks.filter(({ marked }) => marked >= 0.5);
  if (circled.length > 1) {
    return severalMarks(
      circled.map(({ value, aroundMm2 }) => ({ value, wideMm2: aroundMm2 })),
      all,
    );
  }
  const ticked = circled.length === 0 ? tickedWord(marks) : null;
  if (ticked !== null) return tickVerdict(ticked, all);
  const { value, probability } = first;
  const kind = isOdd(marks, circled[0] ?? null) ? 'odd' : 'read';
  return { kind, value, probability, candidates: all };
}

/** The one word that bears a tick, or is underlined, where none is circled: not one that is struck through. */
function tickedWord(inks: readonly WordInk[]): string | null {
  const [most, next] = [...inks].sort((a, b) => b.onMm2 - a.onMm2);
  if (most === undefined || most.onMm2 < TICK.leastMm2) return null;
  const alone = most.onMm2 >= TICK.lead * (next?.onMm2 ?? 0);
  const struck = most.throughShare >= STRIKE.share || most.aroundMm2 >= CROWDED_MM2;
  return alone && !struck ? most.value : null;
}

/** What its writer seems to have meant; that it is meant, people say. */
function tickVerdict(value: string, all: readonly Candidate[]): Verdict {
  const others = all.filter((candidate) => candidate.value !== value);
  const { probability } = TICK;
  const rest = (1 - probability) / Math.max(1, others.length);
  return {
    kind: 'odd',
    value,
    probability,
    candidates: [
      { value, probability, source: 'ink' },
      ...others.map((other) => ({ ...other, probability: rest })),
    ],
  };
}

/**
 * Lines through words, stamps, half circles: a person looks. So does he where nothing is circled: a tick on a word can
 * hide behind its print, and an unanswered question is his business anyway.
 */
function isOdd(inks: readonly WordInk[], circled: WordInk | null): boolean {
  const doubtful = inks.some(
    ({ ringShare }) => ringShare > DOUBTFUL_RING.from && ringShare < DOUBTFUL_RING.to,
  );
  const touched = inks.some(
    ({ insideMm2, throughShare: through }) => insideMm2 >= TOUCHED_MM2 || through >= STRIKE.share,
  );
  const crowded = inks.some(({ aroundMm2 }) => aroundMm2 >= CROWDED_MM2);
  return circled === null || doubtful || touched || crowded;
}

/** Reads which of some printed words is circled, on one page. */
export type Circled = (options: readonly Option[], unmarkedValue: string) => Verdict;

/** A circle in a red pen fades from the plane in which stamps fade: where the two planes differ, it stays a doubt. */
export function circledOn(
  planes: { pen: InkPlane; any: InkPlane },
  pxPerMm: number,
  printed: Printed | null,
  curve: Calibration['circle'],
): Circled {
  return (options, unmarkedValue) => {
    const verdictOn = (plane: InkPlane): Verdict =>
      chooseCircled(wordInk(plane, pxPerMm, options, printed), unmarkedValue, curve);
    const byPen = verdictOn(planes.pen);
    if (planes.pen === planes.any || byPen.kind !== 'read') return byPen;
    const byAny = verdictOn(planes.any);
    const same = byAny.kind === 'read' && byAny.value === byPen.value;
    return same ? byPen : { ...byPen, kind: 'odd' };
  };
}
