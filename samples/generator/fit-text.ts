import type { BoxMm } from '../../schemas/reading.ts';
import { type Face, glyphOutline } from './fonts.ts';

const NARROW = new Set([...'、。（）「」『』：・，．()']);

type Run = { char: string; x: number; glyph: ReturnType<typeof glyphOutline> };

/** Advances at one em; Japanese punctuation closes up to its ink, as the printed form sets it. */
function setRun(face: Face, text: string): Run[] {
  let pen = 0;
  return [...text].map((char) => {
    const glyph = glyphOutline(face, char, 1);
    const narrow = NARROW.has(char) && glyph.box !== null && glyph.advance > 0.6;
    const left = narrow && glyph.box ? glyph.box.left - 0.1 : 0;
    const advance = narrow && glyph.box ? glyph.box.right - glyph.box.left + 0.2 : glyph.advance;
    const run = { char, x: pen - left, glyph };
    pen += advance;
    return run;
  });
}

const inkOf = (run: Run[], spacing: number) => {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  run.forEach(({ x, glyph }, i) => {
    if (!glyph.box) return;
    left = Math.min(left, x + i * spacing + glyph.box.left);
    right = Math.max(right, x + i * spacing + glyph.box.right);
    top = Math.min(top, glyph.box.top);
    bottom = Math.max(bottom, glyph.box.bottom);
  });
  return { left, right, top, bottom };
};

/**
 * Outlines of `text` whose ink fills `box`: the height fixes the size, letter spacing the width.
 * A single character is stretched both ways.
 */
export function fitText(face: Face, text: string, [x, y, w, h]: BoxMm): string {
  const run = setRun(face, text);
  const natural = inkOf(run, 0);
  const size = h / (natural.bottom - natural.top);
  const spacing =
    run.length > 1 ? (w / size - (natural.right - natural.left)) / (run.length - 1) : 0;
  const ink = inkOf(run, spacing);
  const stretch = w / (ink.right - ink.left) / size;
  return run
    .map(({ x: pen, glyph }, i) =>
      glyph.path((gx, gy) => [
        x + (pen + i * spacing + gx - ink.left) * size * stretch,
        y + (gy - ink.top) * size,
      ]),
    )
    .join('');
}
