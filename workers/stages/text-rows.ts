import type { InkPlane } from './ink-plane.ts';

/** A row of print in a level cut, px; `right` and `bottom` are exclusive. */
export type TextRow = Readonly<{ left: number; top: number; right: number; bottom: number }>;

const LEVEL = 85;
const SMOOTH_MM = 0.22;
/** Two rows are apart where the ink between them falls below this share of the weaker one. */
const VALLEY = 0.72;
const LEAST_PITCH_MM = 1.5;
/** A row has at least this much ink across; less is dirt or what is left of a rule. */
const LEAST_INK_MM = 1.2;
const LEAST_HEIGHT_MM = 0.8;
const EDGE = 0.06;
/** Further from the rest of its row than any two words of one line, and narrower than any character but a 1. */
const ALONE_MM = 8;
const SPECK_MM = 0.8;

/** Rows of a tightly printed slip: neighbours may touch, so they are told apart by where the ink is thin. */
export function textRows(plane: InkPlane, pxPerMm: number): TextRow[] {
  const profile = smoothed(inkPerRow(plane), SMOOTH_MM * pxPerMm);
  const peaks = peaksOf(profile, LEAST_PITCH_MM * pxPerMm, LEAST_INK_MM * pxPerMm);
  return peaks.flatMap((peak, at) => {
    const above = peaks[at - 1];
    const below = peaks[at + 1];
    const top = above === undefined ? 0 : lowest(profile, above, peak);
    const bottom = below === undefined ? profile.length - 1 : lowest(profile, peak, below);
    return trimmed(plane, profile, { top, bottom: bottom + 1, peak }, pxPerMm);
  });
}

function inkPerRow({ widthPx, heightPx, data }: InkPlane): Float64Array {
  const rows = new Float64Array(heightPx);
  for (let y = 0; y < heightPx; y++) {
    let ink = 0;
    for (let x = 0; x < widthPx; x++) if ((data[y * widthPx + x] ?? 0) >= LEVEL) ink++;
    rows[y] = ink;
  }
  return rows;
}

function smoothed(values: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((_, y) => {
    let sum = 0;
    weights.forEach((weight, i) => {
      sum += weight * (values[y + i - reach] ?? 0);
    });
    return sum / total;
  });
}

/** Local maxima, weaker ones dropped where no valley parts them from a stronger neighbour. */
function peaksOf(profile: Float64Array, leastPitch: number, leastInk: number): number[] {
  const at = (y: number): number => profile[y] ?? -1;
  const peaks = [...profile.keys()].filter(
    (y) => at(y) >= leastInk && at(y) > at(y - 1) && at(y) >= at(y + 1),
  );
  for (;;) {
    const one = peaks.findIndex((peak, i) => {
      const before = peaks[i - 1];
      return before !== undefined && isOneRow(profile, before, peak, leastPitch);
    });
    if (one === -1) return peaks;
    peaks.splice(at(peaks[one - 1] ?? 0) < at(peaks[one] ?? 0) ? one - 1 : one, 1);
  }
}

function isOneRow(profile: Float64Array, a: number, b: number, leastPitch: number): boolean {
  if (b - a < leastPitch) return true;
  const valley = profile[lowest(profile, a, b)] ?? 0;
  return valley > VALLEY * Math.min(profile[a] ?? 0, profile[b] ?? 0);
}

function lowest(profile: Float64Array, from: number, to: number): number {
  let best = from;
  for (let y = from; y <= to; y++) if ((profile[y] ?? 0) < (profile[best] ?? 0)) best = y;
  return best;
}

type Band = { top: number; bottom: number; peak: number };

function trimmed(
  plane: InkPlane,
  profile: Float64Array,
  { top, bottom, peak }: Band,
  pxPerMm: number,
): TextRow[] {
  const edge = EDGE * (profile[peak] ?? 0);
  let [first, last] = [top, bottom];
  while (first < peak && (profile[first] ?? 0) < edge) first++;
  while (last > peak + 1 && (profile[last - 1] ?? 0) < edge) last--;
  if (last - first < LEAST_HEIGHT_MM * pxPerMm) return [];
  const { left, right } = inkColumns(plane, { top: first, bottom: last }, pxPerMm);
  return right > left ? [{ left, top: first, right, bottom: last }] : [];
}

/** First and last column with ink, without the specks of a frame that stand far away from everything else. */
function inkColumns(
  plane: InkPlane,
  { top, bottom }: Omit<Band, 'peak'>,
  pxPerMm: number,
): { left: number; right: number } {
  const { widthPx, data } = plane;
  const inked = new Uint8Array(widthPx);
  for (let i = top * widthPx; i < bottom * widthPx; i++) {
    if ((data[i] ?? 0) >= LEVEL) inked[i % widthPx] = 1;
  }
  const runs = runsOf(inked, ALONE_MM * pxPerMm);
  const isSpeck = ([from, to]: Run = [0, 0]): boolean => to - from <= SPECK_MM * pxPerMm;
  while (runs.length > 1 && isSpeck(runs[0])) runs.shift();
  while (runs.length > 1 && isSpeck(runs.at(-1))) runs.pop();
  return { left: runs[0]?.[0] ?? widthPx, right: runs.at(-1)?.[1] ?? 0 };
}

type Run = [from: number, to: number];

/** Columns with ink, those nearer to one another than `apart` taken together. */
function runsOf(inked: Uint8Array, apart: number): Run[] {
  const runs: Run[] = [];
  for (let x = inked.indexOf(1); x !== -1; x = inked.indexOf(1, x + 1)) {
    const last = runs.at(-1);
    if (last !== undefined && x - last[1] < apart) last[1] = x + 1;
    else runs.push([x, x + 1]);
  }
  return runs;
}
