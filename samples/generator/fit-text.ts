import type { BoxMm } from '../../schemas/reading.ts';
import { type Face, glyphOutline } from './fonts.ts';

const NARROW = new Set([...'、。（）「」『』：・，．()']);

type Run = { char: string; x: number; glyph: ReturnType<typeof glyphOutline> };

/** `proportional`: kana and punctuation close up to their ink. `even`: every character takes its full width. */
export type Setting = 'proportional' | 'even';

const KANA = /[\u3041-\u30ff]/;
const SIDE_EM = { kana: 0.06, narrow: 0.1 };

/** Empty space to keep beside the ink of a character that closes up; null where it keeps its full width. */
function sideBearing(char: string, setting: Setting): number | null {
  if (setting === 'even') return null;
  if (NARROW.has(char)) return SIDE_EM.narrow;
  return KANA.test(char) ? SIDE_EM.kana : null;
}

function setRun(face: Face, text: string, setting: Setting): Run[] {
  let pen = 0;
  return [...text].map((char) => {
    const glyph = glyphOutline(face, char, 1);
    const side = sideBearing(char, setting);
    const box = side === null || glyph.advance < 0.6 ? null : glyph.box;
    const run = { char, x: box ? pen - box.left + (side ?? 0) : pen, glyph };
    pen += box ? box.right - box.left + 2 * (side ?? 0) : glyph.advance;
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
export function fitText(
  face: Face,
  text: string,
  [x, y, w, h]: BoxMm,
  setting: Setting = 'proportional',
): string {
  const run = setRun(face, text, setting);
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
