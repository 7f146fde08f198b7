import type { BoxMm } from '../../schemas/reading.ts';
import { type GreyRaster, toGrey } from './grey.ts';
import { correlateAt, type Patch, patchOf } from './patch.ts';
import type { Homography, Raster } from './raster.ts';
import { warp } from './rectify.ts';

/** A printed area of the blank form, ready to be looked for on a page. */
export type Landmark = Readonly<{ boxMm: BoxMm; patch: Patch }>;

/** How well a landmark is seen where the registration puts it, and how far off it lies. */
export type Sighting = Readonly<{ correlation: number; shiftMm: readonly [number, number] }>;

const PX_PER_MM = 4;
const SEARCH_PX = 6;
/** Smoothing that forgives a fraction of a millimetre and the difference between two printers. */
const BLUR_PX = 1;

export function landmarksOf(
  blank: Raster,
  pageWidthMm: number,
  boxes: readonly BoxMm[],
): Landmark[] {
  const scale = blank.widthPx / pageWidthMm;
  const toBlank: Homography = [scale, 0, 0, 0, scale, 0, 0, 0, 1];
  const grey = toGrey(blank);
  return boxes.map((boxMm) => ({ boxMm, patch: patchOf(cut(grey, toBlank, boxMm, scale)) }));
}

/** Looks for one landmark within ±1.5 mm of its place: coarse steps first, then single pixels. */
export function sight(
  page: GreyRaster,
  mmToPx: Homography,
  pagePxPerMm: number,
  landmark: Landmark,
): Sighting {
  const [x, y, width, height] = landmark.boxMm;
  const margin = SEARCH_PX / PX_PER_MM;
  const around: BoxMm = [x - margin, y - margin, width + 2 * margin, height + 2 * margin];
  const area = cut(page, mmToPx, around, pagePxPerMm);
  const scores = new Map<string, number>();
  const score = (dx: number, dy: number): number => {
    if (Math.abs(dx) > SEARCH_PX || Math.abs(dy) > SEARCH_PX) return -1;
    const key = `${dx},${dy}`;
    const known = scores.get(key);
    if (known !== undefined) return known;
    const fresh = correlateAt(landmark.patch, area, SEARCH_PX + dx, SEARCH_PX + dy);
    scores.set(key, fresh);
    return fresh;
  };
  const [cx, cy] = climb(score, 0, 0, SEARCH_PX / 2, 2);
  const [dx, dy] = climb(score, cx, cy, 1, 1);
  return {
    correlation: score(dx, dy),
    shiftMm: [
      (dx + peakOffset(score(dx - 1, dy), score(dx, dy), score(dx + 1, dy))) / PX_PER_MM,
      (dy + peakOffset(score(dx, dy - 1), score(dx, dy), score(dx, dy + 1))) / PX_PER_MM,
    ],
  };
}

type Score = (dx: number, dy: number) => number;

/** The best of a square of steps around a place. */
function climb(
  score: Score,
  cx: number,
  cy: number,
  steps: number,
  step: number,
): [number, number] {
  let best: [number, number] = [cx, cy];
  for (let row = -steps; row <= steps; row++) {
    for (let column = -steps; column <= steps; column++) {
      const x = cx + column * step;
      const y = cy + row * step;
      if (score(x, y) > score(...best)) best = [x, y];
    }
  }
  return best;
}

/** Where between three neighbours the top of the parabola through them lies, −½…½. */
function peakOffset(before: number, peak: number, after: number): number {
  const bend = before - 2 * peak + after;
  if (bend >= 0) return 0;
  return Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

function cut(grey: GreyRaster, mmToPx: Homography, boxMm: BoxMm, sourcePxPerMm: number): Raster {
  return blur(warp(grey, mmToPx, boxMm, PX_PER_MM, sourcePxPerMm));
}

/** Box blur of radius `BLUR_PX`, rows then columns. */
function blur(raster: Raster): Raster {
  const { widthPx, heightPx } = raster;
  const rows = smoothLines(raster.data, widthPx, heightPx, 1, widthPx);
  return { ...raster, data: smoothLines(rows, heightPx, widthPx, widthPx, 1) };
}

function smoothLines(
  data: Uint8Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      let count = 0;
      for (let k = Math.max(0, i - BLUR_PX); k <= Math.min(length - 1, i + BLUR_PX); k++) {
        sum += data[line * lineStep + k * step] ?? 0;
        count++;
      }
      out[line * lineStep + i * step] = sum / count + 0.5;
    }
  }
  return out;
}
