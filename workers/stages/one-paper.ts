import { componentsOf } from './components.ts';
import type { InkPlane } from './ink-plane.ts';

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
  const mask = Uint8Array.from(ink.data, (dark) => (dark >= LEVEL ? 1 : 0));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { pixels } of componentsOf(mask, widthPx)) {
    if (pixels.length < LETTER_MM2 * pxPerMm * pxPerMm) break;
    for (const pixel of pixels) {
      const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
      const [along, across] = [x * cos + y * sin, y * cos - x * sin];
      [left, right] = [Math.min(left, along), Math.max(right, along)];
      [top, bottom] = [Math.min(top, across), Math.max(bottom, across)];
    }
  }
  const sides = [(right - left) / pxPerMm, (bottom - top) / pxPerMm];
  return Math.max(...sides) > size.longMm || Math.min(...sides) > size.shortMm;
}
