import { multiply } from './homography.ts';
import type { Point } from './point.ts';
import type { Homography } from './raster.ts';
import type { RuledLine, RuledLines } from './ruled-lines.ts';

/** A pencil of rules: slope = `lean` + `fan` × (distance from the centre); `fan` is not zero in a photograph. */
type Pencil = { lean: number; fan: number };

/** Rules whose slope is this far from the others' are no rules of the form. */
const OUTLIER_SLOPE = 0.02;
/** Slopes that differ by less than this across the page are noise: a scanner keeps parallels parallel. */
const LEAST_FAN = 0.004;
const ROUNDS = 6;

/**
 * The projective map after which the page's rules lie level and upright. What is left between it and the
 * form is a scale and a shift along each axis.
 */
export function levelling(lines: RuledLines, centre: Point): Homography | null {
  const across = pencilOf(lines.across.map((line) => sloped(line, centre)));
  const turned = lines.down.map(({ from, to }) => ({ from: swap(from), to: swap(to) }));
  const down = pencilOf(turned.map((line) => sloped(line, swap(centre))));
  if (!across && !down) return null;
  const level = across ?? { lean: -(down?.lean ?? 0), fan: 0 };
  const upright = down ?? { lean: -level.lean, fan: 0 };
  // Vanishing points about the centre: where all level rules meet, and all upright ones.
  const h: Triple = [1, level.lean, -level.fan];
  const v: Triple = [upright.lean, 1, -upright.fan];
  const horizon = cross(h, v);
  const scale = 1 / horizon[2];
  if (!Number.isFinite(scale)) return null;
  const [x, y] = [cross(v, ORIGIN), cross(ORIGIN, h)];
  const about = [...x, ...y, ...horizon.map((value) => value * scale)];
  const [cx, cy] = centre;
  return multiply(about, [1, 0, -cx, 0, 1, -cy, 0, 0, 1]);
}

type Triple = [number, number, number];
const ORIGIN: Triple = [0, 0, 1];

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

const swap = ([x, y]: Point): Point => [y, x];

type Sloped = { slope: number; at: number; weight: number };

function sloped({ from, to }: RuledLine, [cx, cy]: Point): Sloped {
  const slope = (to[1] - from[1]) / (to[0] - from[0]);
  return { slope, at: from[1] + slope * (cx - from[0]) - cy, weight: to[0] - from[0] };
}

/** The slope most rules share, then how it changes over the page, each time from the rules that agree. */
function pencilOf(lines: readonly Sloped[]): Pencil | null {
  if (lines.length === 0) return null;
  const reach = Math.max(1, ...lines.map(({ at }) => Math.abs(at)));
  const flat = { lean: medianSlope(lines), fan: 0 };
  let fanned: Pencil = flat;
  for (let round = 0; round < ROUNDS; round++) {
    const limit = OUTLIER_SLOPE * (1 + (ROUNDS - 1 - round) / 2);
    fanned = fitPencil(lines.filter((line) => off(line, fanned) <= limit)) ?? fanned;
  }
  const agreeing = (pencil: Pencil): number =>
    lines.reduce((sum, line) => sum + line.weight * Math.max(0, 1 - off(line, pencil) / 0.006), 0);
  const real = Math.abs(fanned.fan) * reach > LEAST_FAN && agreeing(fanned) > 1.1 * agreeing(flat);
  return real ? fanned : flat;
}

function off(line: Sloped, { lean, fan }: Pencil): number {
  return Math.abs(line.slope - lean - fan * line.at);
}

function medianSlope(lines: readonly Sloped[]): number {
  const sorted = [...lines].sort((a, b) => a.slope - b.slope);
  let rest = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { slope, weight } of sorted) {
    rest -= weight;
    if (rest <= 0) return slope;
  }
  return 0;
}

function fitPencil(lines: readonly Sloped[]): Pencil | null {
  if (lines.length < 3) return null;
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (const { slope, at, weight } of lines) {
    n += weight;
    sx += weight * at;
    sy += weight * slope;
    sxx += weight * at * at;
    sxy += weight * at * slope;
  }
  const spread = n * sxx - sx * sx;
  if (spread <= 0) return null;
  const fan = (n * sxy - sx * sy) / spread;
  return { lean: (sy - fan * sx) / n, fan };
}
