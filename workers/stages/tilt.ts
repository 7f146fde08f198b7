import { multiply } from './homography.ts';
import type { InkPlane } from './ink-plane.ts';
import type { Homography, Raster, RegisteredPage } from './raster.ts';
import { warp } from './rectify.ts';

export type Box = readonly [number, number, number, number];

/** Cuts a box out of the scan, turned so that what was pasted on at `angle` (radians, clockwise) lies level. */
export function cutTilted(
  page: RegisteredPage,
  boxMm: Box,
  angle: number,
  pxPerMm: number,
): Raster {
  const levelToPx = multiply(page.mmToPx, levelToPage(boxMm, angle));
  return warp(page.source, levelToPx, boxMm, pxPerMm, sourcePxPerMm(page, boxMm));
}

/** Where a point of a levelled cut lies on the page: turned back about the centre of its box. */
export function levelToPage([x, y, width, height]: Box, angle: number): Homography {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [x + width / 2, y + height / 2];
  return [cos, -sin, cx - cos * cx + sin * cy, sin, cos, cy - sin * cx - cos * cy, 0, 0, 1];
}

/** Resolution of the scan at a place of the page. */
export function sourcePxPerMm(page: RegisteredPage, [x, y, width, height]: Box): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = page.mmToPx;
  const at = (px: number, py: number): [number, number] => {
    const w = g * px + h * py + i;
    return [(a * px + b * py + c) / w, (d * px + e * py + f) / w];
  };
  const [x0, y0] = at(x + width / 2, y + height / 2);
  const [x1, y1] = at(x + width / 2 + 1, y + height / 2);
  return Math.hypot(x1 - x0, y1 - y0);
}

const STEP = Math.PI / 360;
const FINE_STEP = STEP / 5;

/** The angle (radians, clockwise) at which the ink falls into the sharpest rows, searched around `around`. */
export function rowAngle(plane: InkPlane, around: number, reach: number): number {
  const ink: [number, number][] = [];
  // Every pixel: leaving out rows would make a comb that is sharpest at no tilt at all.
  for (let y = 0; y < plane.heightPx; y++) {
    for (let x = 0; x < plane.widthPx; x++) {
      if ((plane.data[y * plane.widthPx + x] ?? 0) > 110) ink.push([x, y]);
    }
  }
  const span = plane.heightPx + plane.widthPx;
  const sharpest = (middle: number, within: number, step: number): number => {
    let best = { angle: middle, sharpness: Number.NEGATIVE_INFINITY };
    for (let angle = middle - within; angle <= middle + within + 1e-9; angle += step) {
      const sharpness = rowSharpness(ink, angle, span);
      if (sharpness > best.sharpness) best = { angle, sharpness };
    }
    return best.angle;
  };
  return sharpest(sharpest(around, reach, STEP), STEP, FINE_STEP);
}

function rowSharpness(ink: readonly [number, number][], angle: number, span: number): number {
  const rows = new Float64Array(2 * span);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const [x, y] of ink) {
    const row = Math.round(y * cos - x * sin) + span;
    rows[row] = (rows[row] ?? 0) + 1;
  }
  let sharpness = 0;
  for (let row = 1; row < rows.length; row++) {
    const step = (rows[row] ?? 0) - (rows[row - 1] ?? 0);
    sharpness += step * step;
  }
  return sharpness;
}
