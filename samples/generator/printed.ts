import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { INK, type Shape } from './drawing.ts';
import { bizUdGothic, type Face, fontsourceFace, glyphOutline } from './fonts.ts';
import type { PrintFace } from './plan-types.ts';

const OcrB = z.strictObject({
  origin: z.string(),
  advance: z.number(),
  digits: z.record(z.string(), z.string()),
});
const ocrB = OcrB.parse(
  JSON.parse(readFileSync(new URL('./ocr-b-digits.json', import.meta.url), 'utf8')),
);

const gothic = (weight: number, face: PrintFace = 'noto-sans-jp'): Face =>
  face === 'noto-sans-jp' ? fontsourceFace(face, weight) : bizUdGothic(weight);

export type PrintStyle = {
  sizeMm: number;
  weight?: 400 | 500 | 600;
  colour?: string;
  trackMm?: number;
  face?: PrintFace;
};

/** A printed line from (x, baseline y). */
export function printLine(
  text: string,
  [x, y]: readonly [number, number],
  style: PrintStyle,
): Shape {
  const face = gothic(style.weight ?? 400, style.face);
  let pen = x;
  let path = '';
  for (const char of text) {
    const glyph = glyphOutline(face, char, style.sizeMm);
    const from = pen;
    path += glyph.path((gx, gy) => [from + gx, y + gy]);
    pen += glyph.advance + (style.trackMm ?? 0);
  }
  return { path, fill: style.colour ?? INK };
}

/** Width a printed line will take. */
export const printedWidth = (text: string, sizeMm: number): number =>
  [...text].reduce((sum, char) => sum + glyphOutline(gothic(400), char, sizeMm).advance, 0);

/** Digits in OCR-B; 9 pt on the ticket. */
export function ocrLine(digits: string, [x, y]: readonly [number, number], sizeMm: number): Shape {
  const path = [...digits]
    .map((digit, i) => {
      const left = x + i * ocrB.advance * sizeMm;
      let isX = false;
      return (ocrB.digits[digit] ?? '').replace(/-?\d+(\.\d+)?/g, (number) => {
        isX = !isX;
        const value = Number(number) * sizeMm + (isX ? left : y);
        return String(Math.round(value * 1000) / 1000);
      });
    })
    .join('');
  return { path, fill: INK };
}
