import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { FORMS, sheetOf } from '../support/pasted-sheets.ts';
import {
  DIGIT_FIELDS,
  type Rewritten,
  type Strike,
  scanOfStruck,
} from '../support/struck-digits.ts';

const COLOURS = ['grey', '1-bit', 'colour'] as const;

let pool: ReaderPool;
beforeAll(() => {
  pool = createReaderPool({ size: 2, templatesDir: FORMS });
});
afterAll(() => pool?.close());

/** Fields with nobody else's answer above or below them: ink there can only be theirs. */
const APART = ['doseVolumeMl', 'institutionCode', 'vaccinationDate'];

/** What was read without a doubt of three sheets, one as each kind of scan: `field: value`, and what is true. */
async function readSure(
  strike: Strike,
  rewritten: Rewritten,
  first: number,
  asked: readonly string[] = DIGIT_FIELDS,
) {
  const read = await Promise.all(
    COLOURS.map(async (colour, at) => {
      const sheet = sheetOf(first + at, { scan: { colour } });
      const image = await scanOfStruck(sheet, strike, rewritten, first + at);
      const { fields } = (await pool.read(image)).reading;
      const named = (field: string, value = fields[field]?.value) =>
        `${sheet.id} ${field}: ${value}`;
      return {
        sure: asked.filter((field) => fields[field]?.accepted).map((field) => named(field)),
        right: DIGIT_FIELDS.map((field) => named(field, sheet.fields[field])),
      };
    }),
  );
  const sure = read.flatMap((sheet) => sheet.sure);
  const right = read.flatMap((sheet) => sheet.right);
  return { sure, right };
}

describe('a digit that was struck out', () => {
  it.each<[Strike, Rewritten]>([
    ['one line', 'above'],
    ['one line', 'below'],
    ['one line', 'beside'],
    ['one line', 'small in the box'],
    ['two lines', 'above'],
    ['a slash', 'above'],
    ['a slash', 'below'],
    ['a slash', 'small in the box'],
    ['a cross', 'beside'],
    ['a scribble', 'nowhere'],
    ['a seal', 'above'],
    ['one line', 'over it'],
    ['not', 'over it'],
  ])('by %s, the right one written %s: never accepted wrong', async (strike, rewritten) => {
    const { sure, right } = await readSure(strike, rewritten, 60);
    expect(right).toEqual(expect.arrayContaining(sure));
  });

  it('by nobody, the right one written below: never accepted wrong', async () => {
    const { sure, right } = await readSure('not', 'below', 60, APART);
    expect(right).toEqual(expect.arrayContaining(sure));
  });

  it('is another matter than digits that nobody took back, which are read', async () => {
    // The slip itself, unmarked: what a reader sees is a clean digit, and it must not be shy of those.
    const { sure } = await readSure('not', 'nowhere', 60);
    expect(sure.length).toBeGreaterThanOrEqual(DIGIT_FIELDS.length * COLOURS.length * 0.6);
  });
});

describe('a value written beside its boxes', () => {
  it.each<Rewritten>(['above', 'below'])('%s: the empty boxes are no answer', async (where) => {
    const { sure } = await readSure('never written', where, 60);
    expect(sure).toEqual([]);
  });
});
