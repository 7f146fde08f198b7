import type { FormTemplate } from '../../schemas/form-template.ts';
import { toGrey } from './grey.ts';
import { type InkPlane, inkPlane } from './ink-plane.ts';
import { isPrinted, type Printed } from './printed.ts';
import type { Homography, Raster } from './raster.ts';
import { scaleOf, warp } from './rectify.ts';

/** What was written, stamped and pasted on a form, without the form's own print. */
export type WrittenInk = InkPlane;

/** A pen stroke of 0.3 mm is a pixel wide. */
export const WRITTEN_PX_PER_MM = 4;
/** Fainter than this is shadow, show-through and the noise of the scan. */
const LEAST_DARK = 40;

/** The page must be registered: `mmToPx` leads from the upright page to the pixels of `source`. */
export function writtenInk(
  source: Raster,
  mmToPx: Homography,
  pageMm: FormTemplate['pageMm'],
  printed: Printed | null,
): WrittenInk {
  const whole = [0, 0, pageMm.width, pageMm.height] as const;
  const sourcePxPerMm = scaleOf(mmToPx, pageMm);
  // Grey, whatever the scanner made: one paper may come in colour today and in two tones tomorrow.
  const upright = warp(toGrey(source), mmToPx, whole, WRITTEN_PX_PER_MM, sourcePxPerMm);
  const plane = inkPlane(upright, 'any');
  const data = plane.data.map((dark, at) => {
    if (dark < LEAST_DARK) return 0;
    const xMm = ((at % plane.widthPx) + 0.5) / WRITTEN_PX_PER_MM;
    const yMm = (Math.floor(at / plane.widthPx) + 0.5) / WRITTEN_PX_PER_MM;
    return isPrinted(printed, xMm, yMm) ? 0 : dark;
  });
  return { ...plane, data };
}
