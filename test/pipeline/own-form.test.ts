import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PageReading } from '../../schemas/reading.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';

/** A form that is in no folder of ours: two tables, two questions with words of their own, an era, a signature. */
const PAGE = { width: 148, height: 210 };
const RULES = [
  ...[20, 32, 44, 56].map((y) => [10, y, 138, y]),
  ...[10, 40, 138].map((x) => [x, 20, x, 56]),
  ...[70, 84, 98, 120].map((y) => [10, y, 138, y]),
  ...[10, 70, 138].map((x) => [x, 70, x, 120]),
];
const WORDS: Record<string, [number, number, number, number]> = {
  ate: [78, 74, 9, 4],
  fasted: [104, 74, 16, 4],
  came: [78, 88, 10, 4],
  stayed: [104, 88, 14, 4],
  showa: [44, 24, 11, 4],
  heisei: [60, 24, 12, 4],
};
const TEXTS: [string, number, number, number][] = [
  ['Breakfast form', 10, 14, 6],
  ['born', 14, 28, 5],
  ['name', 14, 40, 5],
  ['town', 14, 52, 5],
  ['Did you eat this morning', 13, 79, 4],
  ['Did your cat come along', 13, 93, 4],
  ['signed by the person', 13, 108, 4],
  ['return to the kitchen', 86, 200, 4],
];
const BOXES = [0, 1, 2, 3, 4, 5].map((i): [number, number, number, number] => [
  78 + i * 6 + Math.floor(i / 2) * 2,
  22.6,
  5,
  7,
]);

const word = (text: string, [x, y, w, h]: readonly number[]): string =>
  `<text x="${x}" y="${(y ?? 0) + (h ?? 0) * 0.82}" font-size="${(h ?? 0) * 1.1}" textLength="${w}" font-family="DejaVu Sans, sans-serif">${text}</text>`;
const drawn = (ink: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE.width * 8}" height="${PAGE.height * 8}" viewBox="0 0 ${PAGE.width} ${PAGE.height}"><rect width="100%" height="100%" fill="white"/>${RULES.map(([x1, y1, x2, y2]) => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="black" stroke-width="0.25"/>`).join('')}${Object.entries(
      WORDS,
    )
      .map(([text, box]) => word(text, box))
      .join(
        '',
      )}${TEXTS.map(([text, x, y, size]) => `<text x="${x}" y="${y}" font-size="${size}" font-family="DejaVu Sans, sans-serif">${text}</text>`).join('')}${BOXES.map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="black" stroke-width="0.25"/>`).join('')}${ink}</svg>`,
  );

const words = (...ids: string[]) => ids.map((value) => ({ value, boxMm: WORDS[value] }));
const options = (...ids: string[]) =>
  [...ids, 'blank', 'both'].map((value) => ({ value, labelJa: value, labelEn: value }));
const choice = (id: string, ...ids: string[]) => ({
  id,
  kind: 'choice',
  field: id,
  mark: 'circle',
  options: words(...ids),
});
const field = (id: string, type: string, more: object = {}) => ({
  id,
  labelJa: id,
  labelEn: id,
  type,
  keying: 'shown',
  lookAtMm: [10, 20, 128, 100],
  ...more,
});
const template = {
  id: 'kitchen-breakfast',
  version: 1,
  titleJa: '朝食票',
  titleEn: 'Breakfast form',
  programme: 'test',
  pageMm: PAGE,
  anchors: { kind: 'ruled-lines' },
  recognise: {
    maxResidualMm: 0.7,
    minLandmarkCorrelation: 0.55,
    landmarksMm: [
      [9, 8, 50, 8],
      [12, 23, 16, 7],
      [12, 35, 18, 7],
      [12, 47, 16, 7],
      [12, 74, 54, 7],
      [12, 88, 54, 7],
      [12, 103, 46, 7],
      [85, 195, 44, 7],
    ],
  },
  zones: [
    {
      id: 'born',
      kind: 'digit-boxes',
      field: 'born',
      boxesMm: BOXES.map(([x, y, w, h]) => [x + 0.15, y + 0.15, w - 0.3, h - 0.3]),
      format: {
        kind: 'date-era',
        eras: [
          { era: 'showa', boxMm: WORDS['showa'] },
          { era: 'heisei', boxMm: WORDS['heisei'] },
        ],
      },
    },
    choice('meal', 'ate', 'fasted'),
    choice('cat', 'came', 'stayed'),
    { id: 'signature', kind: 'signature', field: 'signature', boxMm: [72, 100, 64, 18] },
  ],
  fields: [
    field('born', 'date'),
    field('meal', 'choice', { options: options('ate', 'fasted') }),
    field('cat', 'choice', { options: options('came', 'stayed') }),
    field('signature', 'presence', {
      options: ['present', 'absent'].map((value) => ({ value, labelJa: value, labelEn: value })),
    }),
  ],
};

const circle = (id: string): string => {
  const [x = 0, y = 0, w = 0, h = 0] = WORDS[id] ?? [];
  return `<ellipse cx="${x + w / 2}" cy="${y + h / 2}" rx="${w / 2 + 1.6}" ry="${h / 2 + 1.3}" fill="none" stroke="#223" stroke-width="0.4"/>`;
};

/** The filled form on a dark glass, askew and upside down, as a JPEG. */
async function scanned(ink: string): Promise<Buffer> {
  const flat = await sharp(drawn(ink)).png().toBuffer();
  return sharp(flat).rotate(183, { background: '#333333' }).jpeg({ quality: 70 }).toBuffer();
}

let folder: string;
let pool: ReaderPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-forms-'));
  await mkdir(join(folder, template.id));
  await writeFile(join(folder, template.id, 'template.json'), JSON.stringify(template));
  await sharp(drawn(''))
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, template.id, 'blank.png'));
  pool = createReaderPool({ size: 1, templatesDir: folder });
});

afterAll(async () => {
  await pool?.close();
  await rm(folder, { recursive: true, force: true });
});

const read = async (ink: string): Promise<PageReading> =>
  (await pool.read(await scanned(ink))).reading;

it('reads a form of which the program knows nothing but a folder', async () => {
  const signed =
    '<path d="M78 112q6 -12 12 0t12 -2t14 3" fill="none" stroke="#223" stroke-width="0.5"/>';
  const reading = await read(`${circle('fasted')}${circle('came')}${circle('heisei')}${signed}`);
  expect(reading.template).toBe('kitchen-breakfast');
  expect(reading.registration).toMatchObject({ rotation: 180 });
  expect(reading.registration?.residualMm).toBeLessThan(0.2);
  const values = Object.entries(reading.fields).map(([id, { value }]) => [id, value]);
  expect(Object.fromEntries(values)).toEqual({
    born: '',
    meal: 'fasted',
    cat: 'came',
    signature: 'present',
  });
});

it('reads the same form left empty as empty, and lets a person confirm unanswered questions', async () => {
  const { fields } = await read('');
  expect(fields['meal']).toMatchObject({ value: 'blank', accepted: false });
  expect(fields['signature']).toMatchObject({ value: 'absent', accepted: true });
});

it('is other paper when the table is the same and the words are not', async () => {
  const stranger = drawn('')
    .toString('utf8')
    .replaceAll(/>[A-Za-z ]+<\/text>/g, '>xxxxxx</text>');
  const flat = await sharp(Buffer.from(stranger)).jpeg().toBuffer();
  const { reading } = await pool.read(flat);
  expect(reading).toMatchObject({ template: 'other', registration: null, fields: {} });
});
