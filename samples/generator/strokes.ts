import type { Shape } from './drawing.ts';
import type { Rng } from './rng.ts';

export type Point = readonly [number, number];
export type Pen = { colour: string; widthMm: number };

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** A smooth curve through the points (Catmull-Rom as cubic Béziers). */
export function curvePath(points: readonly Point[]): string {
  const at = (i: number): Point => points[Math.min(points.length - 1, Math.max(0, i))] ?? [0, 0];
  const [x0, y0] = at(0);
  let path = `M${round(x0)} ${round(y0)}`;
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const control = [
      b[0] + (c[0] - a[0]) / 6,
      b[1] + (c[1] - a[1]) / 6,
      c[0] - (d[0] - b[0]) / 6,
      c[1] - (d[1] - b[1]) / 6,
      c[0],
      c[1],
    ];
    path += `C${control.map(round).join(' ')}`;
  }
  return path;
}

/** One pen stroke; a second, shorter and broader one on top stands for the pressure in its middle. */
export function penStroke(points: readonly Point[], pen: Pen, rng: Rng): Shape[] {
  const stroke = (part: readonly Point[], widthMm: number): Shape => ({
    path: curvePath(part),
    stroke: pen.colour,
    widthMm: round(widthMm),
    roundCaps: true,
  });
  const main = stroke(points, pen.widthMm * rng.between(0.85, 1));
  if (points.length < 4) return [main];
  const from = rng.int(0, 1);
  return [main, stroke(points.slice(from, points.length - 1), pen.widthMm * rng.between(1, 1.25))];
}

const jitter = (points: readonly Point[], size: number, rng: Rng): Point[] =>
  points.map(([x, y]) => [x + rng.normal(size), y + rng.normal(size)]);

/** A tick as people make it: a short stroke down, a long one up, often out of the box. */
const check = (side: number): Point[] => [
  [-0.05 * side, 0.45 * side],
  [0.35 * side, 0.9 * side],
  [0.55 * side, 0.55 * side],
  [1.15 * side, -0.25 * side],
];

export type MarkStyle = 'check' | 'cross' | 'slash' | 'fill' | 'circle';

function markStrokes(style: MarkStyle, side: number, rng: Rng): Point[][] {
  switch (style) {
    case 'check':
      return [check(side)];
    case 'cross':
      return [
        [
          [0.1 * side, 0.1 * side],
          [0.5 * side, 0.52 * side],
          [0.95 * side, 0.92 * side],
        ],
        [
          [0.9 * side, 0.08 * side],
          [0.5 * side, 0.5 * side],
          [0.08 * side, 0.95 * side],
        ],
      ];
    case 'slash':
      return [
        [
          [0.1 * side, 1.05 * side],
          [0.5 * side, 0.45 * side],
          [1.05 * side, -0.15 * side],
        ],
      ];
    case 'fill':
      return [
        Array.from(
          { length: 14 },
          (_, i): Point => [
            (i % 2 === 0 ? 0.15 : 0.85) * side + rng.normal(0.05 * side),
            (0.12 + (0.78 * i) / 13) * side,
          ],
        ),
      ];
    case 'circle':
      return [ellipse(0.5 * side, 0.5 * side, 0.62 * side, 0.6 * side, rng)];
    default:
      return style satisfies never;
  }
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, rng: Rng): Point[] {
  const start = -Math.PI / 2 + rng.normal(0.3);
  const turn = Math.PI * 2 + rng.between(-0.15, 0.35);
  return Array.from({ length: 13 }, (_, i): Point => {
    const angle = start - (turn * i) / 12;
    const drift = 1 + rng.normal(0.04);
    return [cx + Math.cos(angle) * rx * drift, cy + Math.sin(angle) * ry * drift];
  });
}

/** A mark in a tick box whose inside starts at (x, y). */
export function tickMark(
  style: MarkStyle,
  [x, y, side]: readonly [number, number, number],
  pen: Pen,
  rng: Rng,
): Shape[] {
  const scale = rng.between(0.85, 1.3);
  const [dx, dy] = [rng.normal(0.25), rng.normal(0.25)];
  return markStrokes(style, side, rng).flatMap((points) =>
    penStroke(
      jitter(points, 0.05 * side, rng).map(
        ([px, py]): Point => [
          x + side / 2 + (px - side / 2) * scale + dx,
          y + side / 2 + (py - side / 2) * scale + dy,
        ],
      ),
      pen,
      rng,
    ),
  );
}

/** Two lines through something written by mistake. */
export const strikeOut = (x1: number, x2: number, y: number, pen: Pen, rng: Rng): Shape[] =>
  [-0.5, 0.5].flatMap((dy) =>
    penStroke(
      jitter(
        [
          [x1, y + dy],
          [(x1 + x2) / 2, y + dy],
          [x2, y + dy],
        ],
        0.15,
        rng,
      ),
      pen,
      rng,
    ),
  );

/** A signature that is no longer letters: loops running to the right, then a flourish. */
export function scribble(
  [x, y, w, h]: readonly [number, number, number, number],
  pen: Pen,
  rng: Rng,
): Shape[] {
  const turns = rng.between(3, 6);
  const loop = rng.between(0.04, 0.12) * w;
  const phase = rng.between(0, 6);
  const steps = Math.round(turns * 9);
  const body = Array.from({ length: steps }, (_, i): Point => {
    const t = i / (steps - 1);
    const angle = t * turns * 2 * Math.PI + phase;
    const height = h * (0.42 - 0.28 * t) * (0.75 + 0.35 * Math.sin(3 * angle * 0.31));
    return [x + w * 0.9 * t + loop * Math.cos(angle), y + h * 0.55 + height * Math.sin(angle)];
  });
  const flourish = jitter(
    [
      [x + w * 0.1, y + h * 0.95],
      [x + w * 0.5, y + h * 0.85],
      [x + w, y + h * rng.between(0.6, 0.9)],
    ],
    0.5,
    rng,
  );
  return [...penStroke(body, pen, rng), ...(rng.chance(0.5) ? penStroke(flourish, pen, rng) : [])];
}
