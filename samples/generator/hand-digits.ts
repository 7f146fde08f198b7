import type { Point } from './strokes.ts';

/**
 * Strokes of a digit as `x,y` points in hundredths of a box (y downwards), `|` between strokes.
 * Two ways of writing each, as hands differ.
 */
const DIGITS: Record<string, string[]> = {
  '0': [
    '55,2 20,18 8,52 25,90 55,98 85,80 92,45 75,12 50,3',
    '40,8 12,35 15,75 50,97 86,70 84,28 55,5 30,12',
  ],
  '1': ['52,2 50,35 49,70 47,98', '36,20 52,3 51.5,5 51,40 50,70 50,98'],
  '2': [
    '12,25 35,4 70,6 85,28 65,55 30,82 10,96 | 10,96 50,95 92,94',
    '15,22 45,2 82,18 75,45 40,78 14,93 30,86 60,94 95,90',
  ],
  '3': [
    '15,12 50,2 82,18 72,40 42,48 78,56 88,78 55,98 12,88',
    '18,6 60,5 85,7 55,38 50,42 85,56 84,85 50,98 14,90',
  ],
  '4': [
    '55,2 35,35 8,66 | 8,66 50,66 95,65 | 68,30 67,65 66,99',
    '25,4 20,30 14,52 45,53 90,50 | 72,6 70,50 68,98',
  ],
  '5': [
    '30,5 25,25 20,44 50,37 85,55 82,84 48,98 10,90 | 28,6 55,6 88,4',
    '85,5 50,6 28,8 22,28 18,45 55,38 86,60 70,92 35,98 10,90',
  ],
  '6': [
    '68,2 35,25 12,60 22,92 55,98 86,78 75,54 45,50 18,70',
    '50,2 25,35 14,70 40,97 78,90 80,62 50,52 20,66',
  ],
  '7': ['10,8 45,7 90,6 70,35 52,65 42,98', '12,32 13,18 14,7 | 14,7 50,7 90,5 66,40 50,70 45,98'],
  '8': [
    '75,12 45,2 18,18 40,42 78,62 82,86 50,98 16,84 28,58 65,38 80,14',
    '50,46 20,28 35,6 68,6 78,28 50,46 18,68 30,95 68,96 84,70 50,47',
  ],
  '9': [
    '78,25 50,4 18,20 24,46 55,50 80,28 78,55 68,98',
    '82,14 42,3 14,28 38,50 70,38 82,14 74,60 50,92 25,97',
  ],
  '-': ['10,52 50,50 90,50'],
};

const parse = (strokes: string): Point[][] =>
  strokes.split(' | ').map((stroke) =>
    stroke.split(' ').map((point): Point => {
      const [x = 0, y = 0] = point.split(',').map(Number);
      return [x / 100, y / 100];
    }),
  );

/** The strokes of `char` in the way (`variant`) this hand writes it; undefined where it has no strokes of ours. */
export function digitStrokes(char: string, variant: number): Point[][] | undefined {
  const ways = DIGITS[char];
  const strokes = ways?.[variant % ways.length];
  return strokes === undefined ? undefined : parse(strokes);
}
