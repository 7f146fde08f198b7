import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { InvariantError } from '../runtime/errors.ts';
import { once } from '../runtime/once.ts';

/** The printer's sign for a type he does not have: seen, and not taken for another character. */
const MISSING = '〓';
const LETTER: Record<string, string> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

export type Typeface = Readonly<{
  widthMm(text: string, emMm: number): number;
  /** SVG path data in mm, y downwards; `at` is the left end of the base line. */
  outline(text: string, emMm: number, at: readonly [number, number]): string;
}>;

/** BIZ UDGothic: drawn to be read at a distance and by everybody. */
export const openTypefaces = once(async () => ({
  regular: typefaceOf(await openFont('400Regular/BIZUDGothic_400Regular.ttf')),
  bold: typefaceOf(await openFont('700Bold/BIZUDGothic_700Bold.ttf')),
}));

async function openFont(file: string): Promise<Font> {
  const path = createRequire(import.meta.url).resolve(`@expo-google-fonts/biz-udgothic/${file}`);
  const font = create(await readFile(path));
  if ('glyphForCodePoint' in font) return font;
  throw new InvariantError('bug.invariant', { cause: new Error(`not a single font: ${file}`) });
}

function typefaceOf(font: Font): Typeface {
  const glyphs = (text: string) =>
    [...text].map((char) => {
      const code = char.codePointAt(0) ?? 0;
      const known = font.hasGlyphForCodePoint(code) ? code : (MISSING.codePointAt(0) ?? 0);
      return font.glyphForCodePoint(known);
    });
  return {
    widthMm: (text, emMm) =>
      glyphs(text).reduce((sum, glyph) => sum + (glyph.advanceWidth * emMm) / font.unitsPerEm, 0),
    outline: (text, emMm, [left, baseline]) => {
      const scale = emMm / font.unitsPerEm;
      let pen = left;
      return glyphs(text)
        .map((glyph) => {
          const from = pen;
          pen += glyph.advanceWidth * scale;
          return glyph.path.commands
            .map(({ command, args }) => {
              const points = args.map((value, index) =>
                round(index % 2 === 0 ? from + value * scale : baseline - value * scale),
              );
              return `${LETTER[command] ?? ''}${points.join(' ')}`;
            })
            .join('');
        })
        .join('');
    },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
