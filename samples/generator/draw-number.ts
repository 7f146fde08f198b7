import sharp from 'sharp';
import { groupSvg, rectPath, type Shape } from './drawing.ts';
import { HAND_COUNT, hand, writeInBox, writeLine } from './hand.ts';
import { printLine } from './printed.ts';
import type { Rng } from './rng.ts';

/** How somebody may put a number of twelve digits on a paper. */
export const NUMBER_WAYS = [
  'hand',
  'hand-fours',
  'hyphens',
  'boxes',
  'print',
  'print-fours',
  'full-width',
] as const;
export type NumberWay = (typeof NUMBER_WAYS)[number];

const INK = '#222222';
const BOX_MM = { width: 5.5, height: 7 };

export const fours = (digits: string, between: string): string =>
  digits.replace(/(\d{4})(\d{4})(\d{4})/, `$1${between}$2${between}$3`);

const fullWidth = (digits: string): string =>
  [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');

/** From (x, baseline y) in mm. */
export function drawNumber(
  digits: string,
  way: NumberWay,
  at: { x: number; y: number; size: number },
  rng: Rng,
): Shape[] {
  const writer = hand(rng.int(0, HAND_COUNT - 1));
  const printed = (text: string) => [printLine(text, [at.x, at.y], { sizeMm: at.size * 0.8 })];
  switch (way) {
    case 'hand':
      return writeLine(writer, digits, at, rng).shapes;
    case 'hand-fours':
      return writeLine(writer, fours(digits, '  '), at, rng).shapes;
    case 'hyphens':
      return writeLine(writer, fours(digits, '-'), at, rng).shapes;
    case 'boxes':
      return [...digits].flatMap((digit, i) => {
        const { width, height } = BOX_MM;
        const box: [number, number, number, number] = [at.x + i * width, at.y - 6, width, height];
        const frame: Shape = { path: rectPath(...box), stroke: INK, widthMm: 0.25 };
        return [frame, ...writeInBox(writer, digit, box, rng)];
      });
    case 'print':
      return printed(digits);
    case 'print-fours':
      return printed(fours(digits, ' '));
    case 'full-width':
      return printed(fullWidth(digits));
    default:
      return way satisfies never;
  }
}

const WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** Twelve digits of chance whose check digit holds as that of a 個人番号 does; invented, nobody's. */
export function inventNumber(rng: Rng): string {
  const body = Array.from({ length: 11 }, () => rng.int(0, 9));
  const rest = WEIGHTS.reduce((sum, weight, at) => sum + weight * (body[at] ?? 0), 0) % 11;
  return [...body, rest <= 1 ? 0 : 11 - rest].join('');
}

/** The same with another last digit: a number of something else. */
export const otherNumber = (digits: string, rng: Rng): string =>
  digits.slice(0, 11) + String((Number(digits[11]) + rng.int(1, 9)) % 10);

/** Lays shapes drawn in mm over the picture of a page that is so wide. */
export async function drawOver(
  page: Uint8Array,
  shapes: readonly Shape[],
  pageWidthMm: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp(page);
  const { width = 1, height = 1 } = await image.metadata();
  const viewBox = `0 0 ${pageWidthMm} ${(pageWidthMm * height) / width}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${viewBox}">${groupSvg(shapes)}</svg>`;
  // As a scanner's optics leave an edge.
  const ink = await sharp(Buffer.from(svg)).blur(0.6).png().toBuffer();
  return new Uint8Array(
    await image
      .composite([{ input: ink }])
      .jpeg({ quality: 80 })
      .toBuffer(),
  );
}
