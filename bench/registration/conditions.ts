import type { BoxMm } from '../../schemas/reading.ts';

/** How a sheet came to be an image. */
export type Condition = Readonly<{
  name: string;
  dpi: number;
  quarterTurns: number;
  skewDeg: number;
  scale: number;
  offsetMm: readonly [number, number];
  /** Size of the glass, mm; `null` for one that holds the sheet however it lies. */
  glassMm: readonly [number, number] | null;
  /** The last row of the projective map, per mm: how much the far side shrinks. */
  perspective: readonly [number, number];
  lid: number;
  colour: 'grey' | 'colour' | '1-bit';
  /** What lies over the page: a finger, a folded corner. */
  coveredMm: readonly BoxMm[];
}>;

const PLAIN: Condition = {
  name: 'straight, 200 dpi, grey, white lid',
  dpi: 200,
  quarterTurns: 0,
  skewDeg: 0.4,
  scale: 1,
  offsetMm: [0, 0],
  glassMm: null,
  perspective: [0, 0],
  lid: 246,
  colour: 'grey',
  coveredMm: [],
};
const A4: readonly [number, number] = [210, 297];
const like = (name: string, change: Partial<Condition>): Condition => ({
  ...PLAIN,
  name,
  ...change,
});

export const CONDITIONS: readonly Condition[] = [
  PLAIN,
  ...[-5, -3, 3, 5].map((skewDeg) => like(`skew ${skewDeg}°`, { skewDeg })),
  ...[1, 2, 3].map((quarterTurns) =>
    like(`${quarterTurns * 90}° turned, skew 2°`, { quarterTurns, skewDeg: 2 }),
  ),
  like('97 % of its size', { scale: 0.97, skewDeg: 1 }),
  like('103 % of its size', { scale: 1.03, skewDeg: 1 }),
  like('shifted by 9 and -7 mm, A4 glass', { offsetMm: [9, -7], glassMm: A4 }),
  like('skew 5° on an A4 glass: corners cut', { skewDeg: 5, glassMm: A4 }),
  like('left edge cut by 14 mm', { offsetMm: [-14, 0], glassMm: A4 }),
  like('one corner under a finger', { coveredMm: [[0, 0, 24, 18]], skewDeg: 1.5 }),
  like('one corner folded over, dark lid', { coveredMm: [[178, 268, 32, 29]], lid: 45 }),
  like('photograph, from the left', { perspective: [0.0006, 0], lid: 90, skewDeg: 3 }),
  like('photograph, from below', { perspective: [0, -0.0005], lid: 90, skewDeg: -2 }),
  like('photograph, from a corner, turned', {
    perspective: [0.0004, 0.0004],
    lid: 70,
    quarterTurns: 1,
  }),
  like('dark lid, skew 4°', { lid: 35, skewDeg: 4 }),
  like('150 dpi', { dpi: 150, skewDeg: 1.5 }),
  like('300 dpi', { dpi: 300, skewDeg: -1.5 }),
  like('600 dpi', { dpi: 600, skewDeg: 1 }),
  like('colour', { colour: 'colour', skewDeg: -2 }),
  like('1-bit', { colour: '1-bit', skewDeg: 2 }),
  like('1-bit, 150 dpi, dark lid, upside down', {
    colour: '1-bit',
    dpi: 150,
    lid: 35,
    quarterTurns: 2,
    skewDeg: -3,
  }),
];
