import type { BoxMm } from '../../schemas/reading.ts';
import type { Shape } from './drawing.ts';
import { type Face, fontsourceFace, glyphOutline } from './fonts.ts';
import { digitStrokes } from './hand-digits.ts';
import type { Rng } from './rng.ts';
import { type MarkStyle, type Pen, type Point, penStroke } from './strokes.ts';

/** How one person writes: a face for letters, own strokes for digits, a pen, habits. */
export type Hand = {
  id: string;
  face: Face;
  /** `strokes`: digits drawn by our own pen; `font`: digits of the face. */
  digits: 'strokes' | 'font';
  pen: Pen;
  slant: number;
  unrest: number;
  size: number;
  mark: MarkStyle;
};

const HANDS: readonly (Omit<Hand, 'face'> & { font: string })[] = [
  {
    id: 'h1',
    font: 'yomogi',
    digits: 'strokes',
    pen: { colour: '#26262c', widthMm: 0.4 },
    slant: 0.06,
    unrest: 0.028,
    size: 0.92,
    mark: 'check',
  },
  {
    id: 'h2',
    font: 'zen-kurenaido',
    digits: 'strokes',
    pen: { colour: '#1d2440', widthMm: 0.34 },
    slant: 0.14,
    unrest: 0.035,
    size: 0.8,
    mark: 'check',
  },
  {
    id: 'h3',
    font: 'klee-one',
    digits: 'font',
    pen: { colour: '#2b2b2b', widthMm: 0.32 },
    slant: 0,
    unrest: 0.02,
    size: 0.86,
    mark: 'cross',
  },
  {
    id: 'h4',
    font: 'yusei-magic',
    digits: 'strokes',
    pen: { colour: '#202028', widthMm: 0.52 },
    slant: -0.05,
    unrest: 0.03,
    size: 0.95,
    mark: 'check',
  },
  {
    id: 'h5',
    font: 'yomogi',
    digits: 'font',
    pen: { colour: '#4c5482', widthMm: 0.36 },
    slant: 0.1,
    unrest: 0.025,
    size: 0.84,
    mark: 'slash',
  },
  {
    id: 'h6',
    font: 'zen-kurenaido',
    digits: 'strokes',
    pen: { colour: '#6a6a70', widthMm: 0.45 },
    slant: -0.08,
    unrest: 0.05,
    size: 0.78,
    mark: 'check',
  },
  {
    id: 'h7',
    font: 'klee-one',
    digits: 'strokes',
    pen: { colour: '#232a48', widthMm: 0.42 },
    slant: 0.2,
    unrest: 0.04,
    size: 0.88,
    mark: 'fill',
  },
];

export const HAND_COUNT = HANDS.length;

export function hand(index: number): Hand {
  const found = HANDS[index % HANDS.length];
  if (!found) throw new Error('no hands');
  const { font, ...habits } = found;
  return { ...habits, face: fontsourceFace(font, 400) };
}

/** Turn, lean and wave of one letter: nobody writes the same glyph twice. */
function unrest(writer: Hand, size: number, rng: Rng): (x: number, y: number) => Point {
  const turn = rng.normal(writer.unrest * 1.6);
  const lean = writer.slant + rng.normal(writer.unrest);
  const stretch = [1 + rng.normal(writer.unrest * 2), 1 + rng.normal(writer.unrest * 2)] as const;
  const [phaseX, phaseY] = [rng.between(0, 6), rng.between(0, 6)];
  const wave = size * writer.unrest * 0.8;
  return (x, y) => {
    const sx = (x - lean * y) * stretch[0] + wave * Math.sin((3 * y) / size + phaseX);
    const sy = y * stretch[1] + wave * Math.sin((3 * x) / size + phaseY);
    return [sx - turn * sy, sy + turn * sx];
  };
}

function strokedDigit(writer: Hand, strokes: Point[][], size: number, rng: Rng) {
  const height = size * 0.78;
  const width = height * rng.between(0.52, 0.68);
  const bend = unrest(writer, size, rng);
  return {
    advance: width + size * 0.16,
    shapesAt: (x: number, y: number): Shape[] =>
      strokes.flatMap((points) =>
        penStroke(
          points.map(([px, py]): Point => {
            const [bx, by] = bend(
              px * width + rng.normal(0.03 * size),
              (py - 1) * height + rng.normal(0.03 * size),
            );
            return [x + size * 0.08 + bx, y + by];
          }),
          writer.pen,
          rng,
        ),
      ),
  };
}

function inkedGlyph(writer: Hand, char: string, size: number, rng: Rng) {
  const glyph = glyphOutline(writer.face, char, size * rng.between(0.93, 1.05));
  const bend = unrest(writer, size, rng);
  return {
    advance: glyph.advance,
    shapesAt: (x: number, y: number): Shape[] => [
      {
        path: glyph.path((gx, gy) => {
          const [bx, by] = bend(gx, gy);
          return [x + bx, y + by];
        }),
        fill: writer.pen.colour,
        stroke: writer.pen.colour,
        widthMm: writer.pen.widthMm * 0.3,
      },
    ],
  };
}

function letter(writer: Hand, char: string, size: number, rng: Rng) {
  // People keep to their way of writing a digit, but not always.
  const variant = writer.id.charCodeAt(1) + Number(rng.chance(0.12));
  const strokes =
    writer.digits === 'strokes' || char === '-' ? digitStrokes(char, variant) : undefined;
  return strokes ? strokedDigit(writer, strokes, size, rng) : inkedGlyph(writer, char, size, rng);
}

/** A line of writing from (x, baseline y); returns its shapes and where it ended. */
export function writeLine(
  writer: Hand,
  text: string,
  at: { x: number; y: number; size: number; maxWidth?: number },
  rng: Rng,
): { shapes: Shape[]; endX: number } {
  const natural = [...text].reduce(
    (sum, char) => sum + (char === ' ' ? 0.6 : /[\u3000-\u9fff]/.test(char) ? 1 : 0.62) * at.size,
    0,
  );
  const squeeze = at.maxWidth === undefined ? 1 : Math.min(1, at.maxWidth / natural);
  const size = at.size * squeeze;
  const slope = rng.normal(0.012);
  let pen = at.x;
  const shapes = [...text].flatMap((char) => {
    if (char === ' ') {
      pen += size * 0.6;
      return [];
    }
    const glyph = letter(writer, char, size, rng);
    const drawn = glyph.shapesAt(pen, at.y + (pen - at.x) * slope + rng.normal(0.03 * size));
    pen += glyph.advance + rng.normal(0.03 * size);
    return drawn;
  });
  return { shapes, endX: pen };
}

/** One digit in its box, sometimes over the edge. */
export function writeInBox(writer: Hand, char: string, [x, y, w, h]: BoxMm, rng: Rng): Shape[] {
  const size = h * writer.size * rng.between(0.88, 1.14);
  const glyph = letter(writer, char, size, rng);
  const dx = (w - glyph.advance) / 2 + rng.normal(0.45);
  return glyph.shapesAt(x + dx, y + h / 2 + size * 0.39 + rng.normal(0.45));
}
