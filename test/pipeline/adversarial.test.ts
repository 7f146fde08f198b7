import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBarcodes } from '../../samples/generator/barcodes.ts';
import type { PageReading } from '../../schemas/reading.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { FORMS, labelAt, scanWith, sheetOf, stickerAt } from '../support/pasted-sheets.ts';

const LABEL = ['ocrLine', 'ticketNumber', 'municipalityCode', 'labelName'];
const STICKER = ['vaccineName', 'manufacturer', 'lotNumber', 'lotExpiry'];

let pool: ReaderPool;
beforeAll(async () => {
  await prepareBarcodes();
  pool = createReaderPool({ size: 1, templatesDir: FORMS });
});
afterAll(() => pool?.close());

const readings = async (image: Uint8Array): Promise<PageReading['fields']> =>
  (await pool.read(image)).reading.fields;

/** `field: value` of what no person would be asked to key. */
function accepted(fields: PageReading['fields'], names: readonly string[]): string[] {
  return names.flatMap((name) =>
    fields[name]?.accepted === true ? [`${name}: ${fields[name].value}`] : [],
  );
}

describe('a label of another person over the first', () => {
  const [widthMm, heightMm] = [63, 34];
  const cases = [0.3, 0.5, 0.7].flatMap(
    (share) =>
      [
        {
          share,
          withoutBars: true,
          from: 'below',
          under: [138, 12, 0.8],
          over: [139, 12 + heightMm * (1 - share), -1],
        },
        {
          share,
          withoutBars: false,
          from: 'above',
          under: [138, 22, 0.8],
          over: [139, 22 - heightMm * (1 - share), -1],
        },
        {
          share,
          withoutBars: true,
          from: 'the left',
          under: [138, 16, 0.8],
          over: [138 - widthMm * (1 - share), 17, -1],
        },
      ] as const,
  );

  it.each(cases)('hides $share of it from $from: a person says whose sheet it is', async (one) => {
    const index = Math.round(one.share * 10) + one.from.length;
    const first = sheetOf(index, { withoutBars: one.withoutBars });
    const other = sheetOf(index + 40, { withoutBars: one.withoutBars });
    const labels = [await labelAt(first, one.under), await labelAt(other, one.over)];
    expect(accepted(await readings(await scanWith(first, labels)), LABEL)).toEqual([]);
  });

  it('is another matter than one label by itself, which is read', async () => {
    const sheet = sheetOf(4);
    const image = await scanWith(sheet, [await labelAt(sheet, [138, 16, 0.8])]);
    expect(accepted(await readings(image), ['ocrLine'])).toEqual([
      `ocrLine: ${sheet.fields['ocrLine']}`,
    ]);
  });
});

describe('a sticker pasted on wrongly', () => {
  it.each([
    { how: 'upside down', with2d: false, place: [52, 271, 181] },
    { how: 'upside down, with a code', with2d: true, place: [52, 271, 179] },
    { how: 'sideways', with2d: false, place: [40, 252, 90] },
    { how: 'sideways the other way, with a code', with2d: true, place: [20, 288.5, 270] },
  ] as const)('$how is read as it is or not at all', async ({ with2d, place }) => {
    const sheet = sheetOf(21, { with2d });
    const fields = await readings(await scanWith(sheet, [await stickerAt(sheet, place)]));
    const right = STICKER.map((name) => `${name}: ${sheet.fields[name]}`);
    expect(right).toEqual(expect.arrayContaining(accepted(fields, STICKER)));
  });

  it.each([
    { how: 'one below the other', first: [15, 253, 1], second: [15.5, 268, -1] },
    { how: 'half over the other', first: [15, 256, 1], second: [17, 262, -1] },
    { how: 'over all but the head of the other', first: [15, 256, 0], second: [15.6, 260, 0] },
    { how: 'over the right of the other', first: [14, 258, 1], second: [30, 259, -1] },
  ] as const)('two of different lots, $how: a person says which was given', async (one) => {
    for (const index of [31, 47]) {
      const [sheet, other] = [sheetOf(index), sheetOf(index + 1)];
      expect(sheet.fields['lotNumber']).not.toBe(other.fields['lotNumber']);
      const stickers = [await stickerAt(sheet, one.first), await stickerAt(other, one.second)];
      const fields = await readings(await scanWith(sheet, stickers));
      expect(accepted(fields, ['lotNumber', 'lotExpiry'])).toEqual([]);
    }
  });

  it('two of one lot are never read as another lot', async () => {
    const sheet = sheetOf(33, { with2d: true });
    const stickers = [await stickerAt(sheet, [15, 253, 1]), await stickerAt(sheet, [15, 268, -1])];
    const fields = await readings(await scanWith(sheet, stickers));
    expect([sheet.fields['lotNumber'], null]).toContain(fields['lotNumber']?.value);
  });
});

describe('an answer that was struck through, and none given instead', () => {
  it.each([
    ['q03', 'grey'],
    ['q07', '1-bit'],
    ['q10', 'colour'],
  ] as const)('%s on a scan that is %s: a person says what was meant', async (question, colour) => {
    for (const hand of [1, 5]) {
      const ordinary = { hand, scan: { colour } };
      const struck = sheetOf(70 + hand, {
        ...ordinary,
        answers: { [question]: 'blank' },
        struck: question,
      });
      const fields = await readings(await scanWith(struck, []));
      expect(accepted(fields, [question])).toEqual([]);
      const answered = sheetOf(70 + hand, { ...ordinary, answers: { [question]: 'yes' } });
      const plain = await readings(await scanWith(answered, []));
      expect(accepted(plain, [question])).toEqual([`${question}: yes`]);
    }
  });
});
