import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import { woffToOpenType } from './woff.ts';

const require = createRequire(import.meta.url);

/** The font of a typeface that holds a character. */
export type Face = { fontFor: (code: number) => Font | undefined };

function openFont(file: string): Font {
  const font = create(woffToOpenType(readFileSync(file)));
  if (!('glyphForCodePoint' in font)) throw new Error(`not a single font: ${file}`);
  return font;
}

/** Unpacking a Japanese face takes a second: each is opened once. */
const faces = new Map<string, Face>();

const inRanges = (ranges: string, code: number): boolean =>
  ranges.split(',').some((range) => {
    const [from = '', to = from] = range.trim().replace('U+', '').split('-');
    return code >= Number.parseInt(from, 16) && code <= Number.parseInt(to, 16);
  });

/**
 * A fontsource package cuts a typeface into many WOFF files (`unicode.json` says which holds what)
 * and adds one `japanese` file with most kanji; files are opened when a character needs them.
 */
export function fontsourceFace(name: string, weight: number): Face {
  const key = `${name} ${weight}`;
  const face = faces.get(key) ?? openFace(name, weight);
  faces.set(key, face);
  return face;
}

/** Comes as whole TrueType files, in two weights. */
export function bizUdGothic(weight: number): Face {
  const name = weight > 400 ? '700Bold/BIZUDGothic_700Bold' : '400Regular/BIZUDGothic_400Regular';
  const face = faces.get(name) ?? openWhole(`@expo-google-fonts/biz-udgothic/${name}.ttf`);
  faces.set(name, face);
  return face;
}

function openWhole(file: string): Face {
  const font = create(readFileSync(require.resolve(file)));
  if (!('glyphForCodePoint' in font)) throw new Error(`not a single font: ${file}`);
  return { fontFor: (code) => (font.hasGlyphForCodePoint(code) ? font : undefined) };
}

function openFace(name: string, weight: number): Face {
  const folder = dirname(require.resolve(`@fontsource/${name}/package.json`));
  const ranges: Record<string, string> = JSON.parse(
    readFileSync(join(folder, 'unicode.json'), 'utf8'),
  );
  const opened = new Map<string, Font>();
  const open = (subset: string): Font => {
    const file = join(folder, 'files', `${name}-${subset}-${weight}-normal.woff`);
    const font = opened.get(subset) ?? openFont(file);
    opened.set(subset, font);
    return font;
  };
  return {
    fontFor: (code) => {
      const subsets = ['latin', 'japanese', ...subsetsWith(ranges, code)];
      const found = subsets.find((subset) => open(subset).hasGlyphForCodePoint(code));
      return found === undefined ? undefined : open(found);
    },
  };
}

const subsetsWith = (ranges: Record<string, string>, code: number): string[] =>
  Object.entries(ranges)
    .filter(([, range]) => inRanges(range, code))
    .map(([subset]) => subset.replace(/[[\]]/g, ''));

const LETTER: Record<string, string> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

const round = (value: number): number => Math.round(value * 1000) / 1000;

export type Place = (x: number, y: number) => [number, number];

/** One glyph with its pen at (0,0), scaled to `em`, y downwards. */
export function glyphOutline(face: Face, char: string, em: number) {
  const code = char.codePointAt(0) ?? 0;
  const font = face.fontFor(code);
  // A missing glyph would be drawn as an empty box and spoil the sample's truth unseen.
  if (!font) throw new Error(`no glyph for ${char} (U+${code.toString(16)})`);
  const glyph = font.glyphForCodePoint(code);
  const k = em / font.unitsPerEm;
  const { minX, minY, maxX, maxY } = glyph.bbox;
  const hasInk = Number.isFinite(minX) && maxX > minX;
  return {
    advance: glyph.advanceWidth * k,
    box: hasInk ? { left: minX * k, right: maxX * k, top: -maxY * k, bottom: -minY * k } : null,
    /** Path data with every point passed through `place`. */
    path: (place: Place): string =>
      glyph.path.commands
        .map(({ command, args }) => {
          const points: number[] = [];
          for (let i = 0; i < args.length; i += 2) {
            points.push(...place((args[i] ?? 0) * k, -(args[i + 1] ?? 0) * k).map(round));
          }
          return `${LETTER[command] ?? ''}${points.join(' ')}`;
        })
        .join(''),
  };
}
