import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSameValue } from '../../cli/truth/same-value.ts';
import { prepareBarcodes } from '../../samples/generator/barcodes.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { printedElsewhere, type Shift } from '../support/other-versions.ts';

let pool: ReaderPool;
beforeAll(async () => {
  await prepareBarcodes();
  pool = createReaderPool({
    size: 1,
    templatesDir: fileURLToPath(new URL('../../forms', import.meta.url)),
  });
});
afterAll(() => pool.close());

const ROWS = [72, 197] as const;
/** Everything between two heights is printed, and answered, somewhere else. */
const rows =
  ([from, to]: readonly [number, number], dx: number, dy: number): Shift =>
  (_x, y) =>
    y > from && y < to ? [dx, dy] : [0, 0];
/** Two parts of a row change places. */
const swapped =
  (
    [top, bottom]: readonly [number, number],
    [first, second]: readonly (readonly [number, number])[],
    by: number,
  ): Shift =>
  (x, y) => {
    const within = (span: readonly [number, number] | undefined) =>
      span !== undefined && y > top && y < bottom && x > span[0] && x < span[1];
    if (within(first)) return [by, 0];
    return within(second) ? [-by, 0] : [0, 0];
  };

const VERSIONS: readonly (readonly [string, Shift])[] = [
  ['questions one row down', rows(ROWS, 0, 8.6)],
  ['questions one row up', rows([80, 197], 0, -8.6)],
  ['the later questions one row down', rows([142, 197], 0, 7)],
  ['the later questions one row up', rows([142, 197], 0, -7)],
  ['all that is printed between the marks', rows([15, 280], 0, 7)],
  [
    'a box of the birth date further',
    (x, y) => (y > 55 && y < 64 && x > 20 && x < 80 ? [5.9, 0] : [0, 0]),
  ],
  [
    'a box of the institution code back',
    (x, y) => (y > 261 && y < 271 && x > 136 ? [-6.28, 0] : [0, 0]),
  ],
  [
    'answers 8 mm further right',
    (x, y) => (y > 72 && y < 197 && x > 150 && x < 185 ? [8, 0] : [0, 0]),
  ],
  [
    'answers one column left',
    (x, y) => (y > 72 && y < 197 && x > 150 && x < 185 ? [-15.86, 0] : [0, 0]),
  ],
  [
    'はい and いいえ changed places',
    swapped(
      ROWS,
      [
        [154, 169],
        [170, 186],
      ],
      15.86,
    ),
  ],
  [
    'two questions changed places',
    (_x, y) => (y > 80 && y < 88 ? [0, 6.99] : y > 88 && y < 95 ? [0, -6.99] : [0, 0]),
  ],
  [
    '可能 and 見合わせる changed places',
    swapped(
      [200, 207],
      [
        [80, 100],
        [100, 125],
      ],
      19.05,
    ),
  ],
  [
    '男 and 女 changed places',
    swapped(
      [56, 64],
      [
        [117, 129],
        [130, 142],
      ],
      12.74,
    ),
  ],
];

/** What people write freely is theirs to key: only its absence is ever said by the machine. */
const FREEHAND = new Set(['name', 'kana', 'address', 'phone', 'consentDate']);

describe('another version of the form', () => {
  it('is the form itself where nothing was moved, and most of it is accepted', async () => {
    const { image, written } = await printedElsewhere(() => [0, 0], 'same');
    const { reading } = await pool.read(image);
    const accepted = Object.entries(reading.fields).filter(([, field]) => field.accepted);
    expect(accepted.length).toBeGreaterThan(28);
    expect(
      accepted.every(([field, { value }]) => isSameValue(field, value, written[field] ?? '')),
    ).toBe(true);
  });

  it.each(VERSIONS)('%s: nothing wrong is accepted', async (name, shift) => {
    const { image, written } = await printedElsewhere(shift, name);
    const { reading } = await pool.read(image);
    const wrong = Object.entries(reading.fields).filter(
      ([field, { accepted, value }]) =>
        accepted && !FREEHAND.has(field) && !isSameValue(field, value, written[field] ?? ''),
    );
    expect(wrong.map(([field, { value }]) => `${field}=${value}`)).toEqual([]);
  });
});
