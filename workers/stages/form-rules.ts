import { toGrey } from './grey.ts';
import type { Raster } from './raster.ts';
import { findRuledLines, type RuledLine, type RuledLines } from './ruled-lines.ts';

/** The rules of a blank form in mm, and the size of its page. */
export type FormRules = Readonly<{
  lines: RuledLines;
  pageMm: { width: number; height: number };
}>;

/** Takes the rules from the blank itself, so that nobody has to measure them. */
export function formRules(blank: Raster, pageMm: FormRules['pageMm']): FormRules {
  const { across, down } = findRuledLines(toGrey(blank));
  const scale = blank.widthPx / pageMm.width;
  const inMm = ({ from, to }: RuledLine): RuledLine => ({
    from: [from[0] / scale, from[1] / scale],
    to: [to[0] / scale, to[1] / scale],
  });
  return { lines: { across: across.map(inMm), down: down.map(inMm) }, pageMm };
}
