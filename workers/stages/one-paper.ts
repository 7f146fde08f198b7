import { componentsOf } from './components.ts';
import { type InkPlane, inkFrom } from './ink-plane.ts';

/** What may be seen of one piece of paper pasted on, along its rows and across them, mm. */
export type PaperSize = Readonly<{ longMm: number; shortMm: number }>;

/** A 接種券 is 63 × 33–35 mm, and its print keeps clear of its edges: the rest is for registration and tilt. */
export const TICKET_SLIP: PaperSize = { longMm: 66, shortMm: 36.5 };

const LEVEL = 85;
/** Smaller than a printed letter: dirt, and what is left of the form's own print beside the paper. */
const LETTER_MM2 = 0.8;

/** More ink lies apart than one paper of this size holds: another one looks out from under it, or hangs over it. */
export function isMoreThanOnePaper(
  ink: InkPlane,
  pxPerMm: number,
  angle: number,
  size: PaperSize,
): boolean {
  const { widthPx } = ink;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const { pixels } of componentsOf(inkFrom(ink.data, LEVEL), widthPx)) {
    if (pixels.length < LETTER_MM2 * pxPerMm * pxPerMm) break;
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i] ?? 0;
      const x = pixel % widthPx;
      const y = Math.floor(pixel / widthPx);
      const along = x * cos + y * sin;
      const across = y * cos - x * sin;
      left = Math.min(left, along);
      right = Math.max(right, along);
      top = Math.min(top, across);
      bottom = Math.max(bottom, across);
    }
  }
  const sides = [(right - left) / pxPerMm, (bottom - top) / pxPerMm];
  return Math.max(...sides) > size.longMm || Math.min(...sides) > size.shortMm;
}
