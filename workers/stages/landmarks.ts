import type { BoxMm } from '../../schemas/reading.ts';
import { type GreyRaster, toGrey } from './grey.ts';
import { correlations, type Patch, patchOf, REACH_PX } from './patch.ts';
import type { Homography, Raster } from './raster.ts';
import { warp } from './rectify.ts';

/** A printed area of the blank form, ready to be looked for on a page. */
export type Landmark = Readonly<{
  boxMm: BoxMm;
  patch: Patch;
  pxPerMm: number;
}>;

/** The same areas twice: coarse to try many placements quickly, fine to measure the one that is left. */
export type LandmarkSet = Readonly<{ coarse: readonly Landmark[]; fine: readonly Landmark[] }>;

/** How well a landmark is seen where the registration puts it, and how far off it lies. */
export type Sighting = Readonly<{
  boxMm: BoxMm;
  correlation: number;
  shiftMm: readonly [number, number];
}>;

const COARSE_PX_PER_MM = 2;
const FINE_PX_PER_MM = 4;
/** Smoothing that forgives a fraction of a millimetre and the difference between two printers. */
const BLUR_PX = 1;

export function landmarksOf(
  blank: Raster,
  pageWidthMm: number,
  boxes: readonly BoxMm[],
): LandmarkSet {
  const scale = blank.widthPx / pageWidthMm;
  const toBlank: Homography = [scale, 0, 0, 0, scale, 0, 0, 0, 1];
  const grey = toGrey(blank);
  const at = (pxPerMm: number): Landmark[] =>
    boxes.map((boxMm) => {
      const patch = patchOf(cut(grey, toBlank, boxMm, pxPerMm, scale));
      return { boxMm, patch, pxPerMm };
    });
  return { coarse: at(COARSE_PX_PER_MM), fine: at(FINE_PX_PER_MM) };
}

/** Looks for one landmark around its place, to a fraction of a pixel. */
export function sight(
  page: GreyRaster,
  mmToPx: Homography,
  pagePxPerMm: number,
  landmark: Landmark,
): Sighting {
  const { boxMm, patch, pxPerMm } = landmark;
  const [x, y, width, height] = boxMm;
  const margin = REACH_PX / pxPerMm;
  const around: BoxMm = [x - margin, y - margin, width + 2 * margin, height + 2 * margin];
  const area = cut(page, mmToPx, around, pxPerMm, pagePxPerMm);
  const scores = correlations(patch, area);
  const side = 2 * REACH_PX + 1;
  const score = (dx: number, dy: number): number =>
    Math.abs(dx) > REACH_PX || Math.abs(dy) > REACH_PX
      ? -1
      : (scores[(dy + REACH_PX) * side + dx + REACH_PX] ?? -1);
  const [dx, dy] = bestShift(score);
  const peak = score(dx, dy);
  return {
    boxMm,
    correlation: peak,
    shiftMm: [
      (dx + peakOffset(score(dx - 1, dy), peak, score(dx + 1, dy))) / pxPerMm,
      (dy + peakOffset(score(dx, dy - 1), peak, score(dx, dy + 1))) / pxPerMm,
    ],
  };
}

type Score = (dx: number, dy: number) => number;

/** The best of all shifts. */
function bestShift(score: Score): [number, number] {
  let best: [number, number] = [0, 0];
  for (let dy = -REACH_PX; dy <= REACH_PX; dy++) {
    for (let dx = -REACH_PX; dx <= REACH_PX; dx++) {
      if (score(dx, dy) > score(...best)) best = [dx, dy];
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

function cut(
  grey: GreyRaster,
  mmToPx: Homography,
  boxMm: BoxMm,
  pxPerMm: number,
  sourcePxPerMm: number,
): Raster {
  return blur(warp(grey, mmToPx, boxMm, pxPerMm, sourcePxPerMm));
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
