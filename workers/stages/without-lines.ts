/** Longer than any stroke of a digit. */
const LEAST_LINE_MM = 8;
/** A rule that is cut into boxes stands between two others, and is as high as a box. */
const LEAST_BAR_MM = 2;

/**
 * Takes the rules of tables and boxes out of a mask (1 = ink), so that what is written in boxes stands alone. A line may
 * lie a little aslant: it is followed in a mask that is one pixel thicker on both sides of it.
 */
export function withoutLines(mask: Uint8Array, widthPx: number, pxPerMm: number): Uint8Array {
  const [line, bar] = [LEAST_LINE_MM * pxPerMm, LEAST_BAR_MM * pxPerMm];
  const across = new Uint8Array(mask.length);
  const thicker = thickened(mask, widthPx);
  for (let from = 0; from < mask.length; from += widthPx) {
    markRuns(thicker, across, { from, step: 1, count: widthPx, least: line });
  }
  const lines = across.slice();
  const wider = thickened(mask, 1);
  const heightPx = mask.length / widthPx;
  for (let x = 0; x < widthPx; x++) {
    const column = { from: x, step: widthPx, count: heightPx };
    markRuns(wider, lines, { ...column, least: line });
    markBars(wider, lines, across, { ...column, least: bar });
  }
  const bare = mask.slice();
  for (let at = 0; at < bare.length; at++) if (lines[at] === 1) bare[at] = 0;
  return bare;
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

/** Upright runs from one line across to the next. */
function markBars(
  mask: Uint8Array,
  lines: Uint8Array,
  across: Uint8Array,
  { from, step, count, least }: Walk,
): void {
  let last = -1;
  for (let k = 0; k < count; k++) {
    const at = from + k * step;
    if (mask[at] === 0) last = -1;
    if (across[at] === 0) continue;
    if (last !== -1 && k - last > least) {
      for (let i = last; i < k; i++) lines[from + i * step] = 1;
    }
    last = k;
  }
}
