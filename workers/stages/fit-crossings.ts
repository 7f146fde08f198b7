import { fitAffine, fitHomography, mapPoint } from './homography.ts';
import type { MarkMatch, PointPair } from './mark-match.ts';
import { distance, type Point, rootMeanSquare } from './point.ts';
import type { Homography } from './raster.ts';
import type { RuledLine, RuledLines } from './ruled-lines.ts';

/** How far a rule may lie from where the last round puts it, mm, round by round. */
const REACH_MM = [4, 2, 1, 0.8];
/** Shares of a rule's length that must lie beside the rule it is taken for. */
const BESIDE_SHARE = 0.4;
/** A crossing this far beyond the end of a rule still has its place, mm. */
const BEYOND_MM = 12;
/** Fewer crossings cannot hold a page in place. */
const LEAST_CROSSINGS = 6;
/** A scanner is affine to this; where a projective map is clearly better, the perspective is real. */
const AFFINE_GOOD_MM = 0.12;
const PROJECTIVE_GAIN = 0.75;

/** Places the form so that the crossings of its rules lie on those of the page; `null` where too few are seen. */
export function fitCrossings(
  start: Homography,
  pxPerMm: number,
  page: RuledLines,
  form: RuledLines,
): MarkMatch | null {
  const seen = [...page.across, ...page.down];
  let match: MarkMatch | null = null;
  for (const reachMm of REACH_MM) {
    const mmToPx: Homography = match?.mmToPx ?? start;
    const search = { mmToPx, pxPerMm, seen, reachMm };
    const across = form.across.flatMap((line) => pageRule(line, search));
    const down = form.down.flatMap((line) => pageRule(line, search));
    const pairs = across.flatMap((a) => down.flatMap((d) => crossing(a, d) ?? []));
    match = fitPairs(withoutStrays(pairs, mmToPx, pxPerMm, reachMm), pxPerMm);
    if (!match) return null;
  }
  return match;
}

type Taken = { form: RuledLine; page: RuledLine };
type Search = {
  mmToPx: Homography;
  pxPerMm: number;
  seen: readonly RuledLine[];
  reachMm: number;
};

/** The page's rule that a rule of the form is taken for: parallel, near, and beside it for a good part. */
function pageRule(line: RuledLine, { mmToPx, pxPerMm, seen, reachMm }: Search): Taken[] {
  const [a, b] = [mapPoint(mmToPx, line.from), mapPoint(mmToPx, line.to)];
  const length = distance(a, b);
  const along: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  let best: { page: RuledLine; worth: number } | null = null;
  for (const page of seen) {
    const [p, q] = [alongside(page.from, a, along), alongside(page.to, a, along)];
    const beside = Math.min(length, Math.max(p[0], q[0])) - Math.max(0, Math.min(p[0], q[0]));
    if (beside < BESIDE_SHARE * Math.min(length, distance(page.from, page.to))) continue;
    const away = Math.abs(p[1] + ((q[1] - p[1]) * (length / 2 - p[0])) / (q[0] - p[0])) / pxPerMm;
    if (!(away <= reachMm) || Math.abs(q[1] - p[1]) > 0.1 * Math.abs(q[0] - p[0])) continue;
    const worth = (beside / length) * (1 - away / reachMm / 2);
    if (!best || worth > best.worth) best = { page, worth };
  }
  return best ? [{ form: line, page: best.page }] : [];
}

function alongside(point: Point, origin: Point, [ux, uy]: Point): Point {
  const [dx, dy] = [point[0] - origin[0], point[1] - origin[1]];
  return [dx * ux + dy * uy, dy * ux - dx * uy];
}

function crossing(a: Taken, d: Taken): PointPair | null {
  const mm = intersection(a.form, d.form);
  const px = intersection(a.page, d.page);
  if (!mm || !px) return null;
  return beyond(a.form, mm) <= BEYOND_MM && beyond(d.form, mm) <= BEYOND_MM ? { mm, px } : null;
}

/** How far along its direction a point lies beyond the end of a rule. */
function beyond({ from, to }: RuledLine, point: Point): number {
  const length = distance(from, to);
  const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const at = alongside(point, from, along)[0];
  return Math.max(0, -at, at - length);
}

function intersection(a: RuledLine, b: RuledLine): Point | null {
  const [ax, ay] = [a.to[0] - a.from[0], a.to[1] - a.from[1]];
  const [bx, by] = [b.to[0] - b.from[0], b.to[1] - b.from[1]];
  const det = ax * by - ay * bx;
  if (Math.abs(det) < 1e-9) return null;
  const t = ((b.from[0] - a.from[0]) * by - (b.from[1] - a.from[1]) * bx) / det;
  return [a.from[0] + t * ax, a.from[1] + t * ay];
}

/** Short rules cross far from where they are: what lies far off the others' common shift is left out. */
function withoutStrays(
  pairs: readonly PointPair[],
  mmToPx: Homography,
  pxPerMm: number,
  reachMm: number,
): PointPair[] {
  return pairs.filter(
    ({ mm, px }) => distance(mapPoint(mmToPx, mm), px) <= 1.5 * reachMm * pxPerMm,
  );
}

function fitPairs(pairs: readonly PointPair[], pxPerMm: number): MarkMatch | null {
  if (pairs.length < LEAST_CROSSINGS) return null;
  const mm = pairs.map((pair) => pair.mm);
  const px = pairs.map((pair) => pair.px);
  const offMm = (map: Homography): number =>
    rootMeanSquare(pairs.map((pair) => distance(mapPoint(map, pair.mm), pair.px) / pxPerMm));
  const affine = fitAffine(mm, px);
  if (!affine) return null;
  const affineOff = offMm(affine);
  const bent = affineOff > AFFINE_GOOD_MM ? fitHomography(mm, px) : null;
  const mmToPx = bent && offMm(bent) < affineOff * PROJECTIVE_GAIN ? bent : affine;
  return { mmToPx, marks: pairs.length, pairs, fitResidualMm: offMm(mmToPx), pxPerMm };
}
