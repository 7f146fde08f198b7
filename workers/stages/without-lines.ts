/** Longer than any stroke of a digit. */
const LEAST_LINE_MM = 8;
/** A rule that is cut into boxes stands between two others, and is as high as a box. */
const LEAST_BAR_MM = 2;

/** What crosses or touches a rule makes it thicker there by more than this, which is more than its own unevenness. */
const CROSSING_MM = 0.3;
const LEAST_CROSSING_PX = 2;

/**
 * Takes the rules of tables and boxes out of a mask (1 = ink), so that what is written in boxes or over a rule stands
 * alone. A line may lie a little aslant: it is followed in a mask that is one pixel thicker on both sides of it. Where a
 * stroke crosses a rule, the stroke stays whole.
 */
export function withoutLines(mask: Uint8Array, widthPx: number, pxPerMm: number): Uint8Array {
  const [line, bar] = [LEAST_LINE_MM * pxPerMm, LEAST_BAR_MM * pxPerMm];
  const across = new Uint8Array(mask.length);
  const down = new Uint8Array(mask.length);
  const thicker = thickened(mask, widthPx);
  for (let from = 0; from < mask.length; from += widthPx) {
    markRuns(thicker, across, { from, step: 1, count: widthPx, least: line });
  }
  const wider = thickened(mask, 1);
  const heightPx = mask.length / widthPx;
  for (let x = 0; x < widthPx; x++) {
    const column = { from: x, step: widthPx, count: heightPx };
    markRuns(wider, down, { ...column, least: line });
    markBars(wider, down, across, { ...column, least: bar });
  }
  const bare = mask.slice();
  for (let at = 0; at < bare.length; at++) if (across[at] === 1 || down[at] === 1) bare[at] = 0;
  const least = Math.max(LEAST_CROSSING_PX, Math.round(CROSSING_MM * pxPerMm));
  for (let from = 0; from < mask.length; from += widthPx) {
    keepCrossings(mask, bare, [across, down], { from, step: 1, count: widthPx, least }, widthPx);
  }
  for (let x = 0; x < widthPx; x++) {
    const column = { from: x, step: widthPx, count: heightPx, least };
    keepCrossings(mask, bare, [down, across], column, 1);
  }
  return bare;
}

/** Along each line, where its ink reaches further to its sides (`side` pixels apart) than it usually does. */
function keepCrossings(
  mask: Uint8Array,
  bare: Uint8Array,
  [lines, others]: readonly [Uint8Array, Uint8Array],
  { from, step, count, least }: Walk,
  side: number,
): void {
  for (let k = 0; k < count; k++) {
    if (lines[from + k * step] === 0) continue;
    const begin = k;
    while (k < count && lines[from + k * step] === 1) k += 1;
    const thick: number[] = [];
    for (let i = begin; i < k; i++) {
      const at = from + i * step;
      // A line is marked as thick as it was followed: beside its own ink nothing but strokes would count.
      thick.push(Math.max(...[at, at - side, at + side].map((px) => thickness(mask, px, side))));
    }
    const inked = thick.filter((each) => each > 0).sort((a, b) => a - b);
    const usual = inked[Math.floor(inked.length / 2)] ?? 0;
    thick.forEach((each, i) => {
      const at = from + (begin + i) * step;
      if (mask[at] === 1 && each >= usual + least && others[at] === 0) bare[at] = 1;
    });
  }
}

function thickness(mask: Uint8Array, at: number, side: number): number {
  if (mask[at] !== 1) return 0;
  let [first, last] = [at, at];
  while (mask[first - side] === 1) first -= side;
  while (mask[last + side] === 1) last += side;
  return (last - first) / side + 1;
}

/** Ink, and the pixels `step` before and after it. */
function thickened(mask: Uint8Array, step: number): Uint8Array {
  const out = mask.slice();
  for (let at = step; at < mask.length - step; at++) {
    if (mask[at] === 1) {
      out[at - step] = 1;
      out[at + step] = 1;
    }
  }
  return out;
}

type Walk = Readonly<{ from: number; step: number; count: number; least: number }>;

function markRuns(mask: Uint8Array, lines: Uint8Array, { from, step, count, least }: Walk): void {
  let run = 0;
  for (let k = 0; k <= count; k++) {
    if (k < count && mask[from + k * step] === 1) {
      run += 1;
      continue;
    }
    for (let i = run >= least ? k - run : k; i < k; i++) lines[from + i * step] = 1;
    run = 0;
  }
}

/** Upright runs from the first line across that they meet to the last, whatever rule they cross in between. */
function markBars(
  mask: Uint8Array,
  lines: Uint8Array,
  across: Uint8Array,
  { from, step, count, least }: Walk,
): void {
  let first = -1;
  for (let k = 0; k < count; k++) {
    const at = from + k * step;
    if (mask[at] === 0) first = -1;
    if (across[at] === 0) continue;
    if (first === -1) first = k;
    if (k - first <= least) continue;
    for (let i = k; i >= first && lines[from + i * step] === 0; i--) lines[from + i * step] = 1;
  }
}
