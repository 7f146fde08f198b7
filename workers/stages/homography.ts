import { invert } from '../../rules/projective.ts';
import type { Point } from './point.ts';
import type { Homography } from './raster.ts';
import { leastSquares } from './solve-linear.ts';

export function mapPoint(matrix: Homography, [x, y]: Point): Point {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = matrix;
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

export function multiply(left: Homography, right: Homography): Homography {
  const out: number[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += (left[row * 3 + k] ?? 0) * (right[k * 3 + column] ?? 0);
      out.push(sum);
    }
  }
  return out;
}

/** Affine map of at least three points, least squares. */
export function fitAffine(from: readonly Point[], to: readonly Point[]): Homography | null {
  return fitNormalised(from, to, ([x, y], [u, v]) => [
    { row: [x, y, 1, 0, 0, 0], right: u },
    { row: [0, 0, 0, x, y, 1], right: v },
  ]);
}

/** Projective map of at least four points, least squares. */
export function fitHomography(from: readonly Point[], to: readonly Point[]): Homography | null {
  return fitNormalised(from, to, ([x, y], [u, v]) => [
    { row: [x, y, 1, 0, 0, 0, -u * x, -u * y], right: u },
    { row: [0, 0, 0, x, y, 1, -v * x, -v * y], right: v },
  ]);
}

type Equation = { row: number[]; right: number };

/** Both sides are moved to the origin and scaled to unit size first (Hartley), or the system is ill conditioned. */
function fitNormalised(
  from: readonly Point[],
  to: readonly Point[],
  equations: (a: Point, b: Point) => Equation[],
): Homography | null {
  const source = normaliser(from);
  const target = normaliser(to);
  const back = invert(target);
  if (!back) return null;
  const system = from.flatMap((point, index) => {
    const image = to[index];
    return image ? equations(mapPoint(source, point), mapPoint(target, image)) : [];
  });
  const solved = leastSquares(
    system.map(({ row }) => row),
    system.map(({ right }) => right),
  );
  if (!solved) return null;
  const full = [...solved, 0, 0, 1].slice(0, 9);
  full[8] = 1;
  const matrix = multiply(multiply(back, full), source);
  const last = matrix[8] ?? 0;
  return last === 0 ? null : matrix.map((value) => value / last);
}

function normaliser(points: readonly Point[]): Homography {
  const count = Math.max(1, points.length);
  const cx = points.reduce((sum, [x]) => sum + x, 0) / count;
  const cy = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x, y]) => sum + Math.hypot(x - cx, y - cy), 0) / count;
  const scale = spread > 0 ? Math.SQRT2 / spread : 1;
  return [scale, 0, -scale * cx, 0, scale, -scale * cy, 0, 0, 1];
}
