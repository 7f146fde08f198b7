/** A rule seen along one axis: its place, and how far it reaches along the other. */
export type Stripe = Readonly<{ at: number; from: number; to: number }>;

/** place on the page = `scale` × place on the form + `shift`. */
export type AxisFit = Readonly<{ scale: number; shift: number; votes: number }>;

const SCALE_STEP = 1.007;
/** Votes are gathered in bins of this many mm of the form. */
const BIN_MM = 0.8;
/** Evenly spaced rows fit at many shifts: so many are kept for a look at the whole page. */
const KEPT = 14;

/** Every scale and shift at which many long rules of the form lie on rules of the page, best first. */
export function alignAxis(
  page: readonly Stripe[],
  form: readonly Stripe[],
  scales: { from: number; to: number },
): AxisFit[] {
  const found: AxisFit[] = [];
  for (let scale = scales.from; scale <= scales.to; scale *= SCALE_STEP) {
    found.push(...peaksAt(scale, page, form));
  }
  return distinct(found.sort((a, b) => b.votes - a.votes));
}

type Votes = { counts: Float32Array; first: number };

function peaksAt(scale: number, page: readonly Stripe[], form: readonly Stripe[]): AxisFit[] {
  const { counts, first } = votesAt(scale, page, form);
  const peaks: AxisFit[] = [];
  for (let at = 1; at < counts.length - 1; at++) {
    const before = counts[at - 1] ?? 0;
    const count = counts[at] ?? 0;
    const after = counts[at + 1] ?? 0;
    if (count === 0 || count < before || count < after) continue;
    const centre = first + at + (after - before) / (count + before + after);
    const shift = centre * BIN_MM * scale;
    peaks.push({ scale, shift, votes: count + Math.max(before, after) / 2 });
  }
  return peaks.sort((a, b) => b.votes - a.votes).slice(0, KEPT);
}

/** For every shift, how many mm of rules fall on rules: each pair votes for the shift that joins it. */
function votesAt(scale: number, page: readonly Stripe[], form: readonly Stripe[]): Votes {
  const bin = BIN_MM * scale;
  const first = Math.floor((least(page) - most(form) * scale) / bin) - 1;
  const last = Math.ceil((most(page) - least(form) * scale) / bin) + 2;
  if (!Number.isFinite(last - first)) return { counts: new Float32Array(0), first: 0 };
  const counts = new Float32Array(last - first + 1);
  for (const rule of form) {
    const length = rule.to - rule.from;
    for (const seen of page) {
      const place = (seen.at - rule.at * scale) / bin - first;
      const weight = Math.min(length, (seen.to - seen.from) / scale);
      const low = Math.floor(place);
      counts[low] = (counts[low] ?? 0) + weight * (1 - (place - low));
      counts[low + 1] = (counts[low + 1] ?? 0) + weight * (place - low);
    }
  }
  return { counts, first };
}

const least = (stripes: readonly Stripe[]): number => Math.min(...stripes.map(({ at }) => at));
const most = (stripes: readonly Stripe[]): number => Math.max(...stripes.map(({ at }) => at));

/** One of every group that puts the rules in the same places. */
function distinct(fits: readonly AxisFit[]): AxisFit[] {
  const kept: AxisFit[] = [];
  for (const fit of fits) {
    const near = kept.some(
      (other) =>
        Math.abs(Math.log(fit.scale / other.scale)) < 0.012 &&
        Math.abs(fit.shift - other.shift) < 2.5 * BIN_MM * fit.scale,
    );
    if (!near) kept.push(fit);
    if (kept.length === KEPT) break;
  }
  return kept;
}
