/**
 * Draws the digits of the handwriting-like open fonts (and some kana as "not a digit") as 64×64 grey
 * images for train.py. Usage: node render-glyphs.ts <folder>. A training tool; never run by the product.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv } from 'node:process';
import * as fontkit from 'fontkit';
import sharp from 'sharp';

const FONTS = ['yomogi', 'yusei-magic', 'klee-one', 'zen-kurenaido'];
const DIGITS = '0123456789';
const OTHERS =
  'あえおかきけさせたなぬねのはふほまみむめもやゆわをホネヌモキサ年月日度分歳才円大本×✓';
const require = createRequire(import.meta.url);

function glyphSvg(font: fontkit.Font, character: string): string | null {
  const glyph = font.layout(character).glyphs[0];
  if (glyph === undefined || glyph.id === 0) return null;
  const { minX, minY, maxX, maxY } = glyph.bbox;
  const side = Math.max(maxX - minX, maxY - minY) * 1.1;
  const x = (minX + maxX - side) / 2;
  const y = (minY + maxY - side) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="${x} ${-y - side} ${side} ${side}"><path transform="scale(1 -1)" d="${glyph.path.toSVG()}"/></svg>`;
}

async function render(font: fontkit.Font, character: string): Promise<Buffer | null> {
  const svg = glyphSvg(font, character);
  if (svg === null) return null;
  return sharp(Buffer.from(svg)).ensureAlpha().extractChannel('alpha').raw().toBuffer();
}

async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const images: Buffer[] = [];
  const index: { font: string; character: string; digit: number }[] = [];
  for (const name of FONTS) {
    for (const [subset, characters] of [
      ['latin', DIGITS],
      ['japanese', OTHERS],
    ] as const) {
      const path = require.resolve(`@fontsource/${name}/files/${name}-${subset}-400-normal.woff`);
      const font = fontkit.create(readFileSync(path)) as fontkit.Font;
      for (const character of characters) {
        const image = await render(font, character);
        if (image === null) continue;
        images.push(image);
        index.push({ font: name, character, digit: DIGITS.indexOf(character) });
      }
    }
  }
  writeFileSync(join(folder, 'glyphs.raw'), Buffer.concat(images));
  writeFileSync(join(folder, 'glyphs.json'), JSON.stringify(index));
}

await main(argv[2] ?? 'glyphs');
