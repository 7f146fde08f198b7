import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMS_FOLDER } from '../../cli/program/folders.ts';
import {
  drawNumber,
  drawOver,
  fours,
  NUMBER_WAYS,
  type NumberWay,
} from '../../samples/generator/draw-number.ts';
import { rectPath, type Shape } from '../../samples/generator/drawing.ts';
import { printLine } from '../../samples/generator/printed.ts';
import { makeRng } from '../../samples/generator/rng.ts';
import { lookAtPage } from '../../workers/engines/look-at-page.ts';
import { createEngines, type ReadingEngines } from '../../workers/engines/reading-engines.ts';
import { decodeRaster } from '../../workers/engines/sharp.ts';
import { type LoadedTemplate, loadTemplates } from '../../workers/engines/templates.ts';

/** Invented; its check digit holds, and that of the other does not. */
const NUMBER = '260358947265';
const OTHER = '260358947261';
const A4_MM = 210;

let forms: LoadedTemplate[];
let engines: ReadingEngines;
beforeAll(async () => {
  forms = await loadTemplates(FORMS_FOLDER);
  engines = await createEngines({ forms });
});
afterAll(() => engines.close());

const look = (image: Uint8Array) =>
  lookAtPage(image, null, { forms, engines, findCover: async () => null });

const sheet = () => readFile('samples/scans/scan_0001.jpg');
const empty = (widthPx = 1654, heightPx = 2339) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#fbfaf6' } })
    .jpeg()
    .toBuffer();

const MARGIN = { x: 40, y: 282, size: 5.5 };
const MIDDLE = { x: 60, y: 120, size: 6 };
const drawn = async (digits: string, way: NumberWay, on: 'sheet' | 'empty') =>
  drawOver(
    await (on === 'sheet' ? sheet() : empty()),
    drawNumber(
      digits,
      way,
      on === 'sheet' ? MARGIN : MIDDLE,
      makeRng(`yoshin test: writes ${way}`),
    ),
    A4_MM,
  );
const printed = async (lines: readonly [string, number, number, number][], on?: Uint8Array) =>
  drawOver(
    on ?? (await empty()),
    lines.map(([text, x, y, sizeMm]): Shape => printLine(text, [x, y], { sizeMm })),
    A4_MM,
  );

test.each(NUMBER_WAYS)('%s, in the margin of a form and on any other page', async (way) => {
  for (const on of ['sheet', 'empty'] as const) {
    const { suspicion, template } = await look(await drawn(NUMBER, way, on));
    expect(template === 'jp-covid19-2021').toBe(on === 'sheet');
    expect(suspicion?.areas, `${way} on ${on}`).toHaveLength(1);
  }
});

test.each([
  [90, 'print-fours'],
  [180, 'print'],
  [270, 'hand'],
] as const)('however the paper lies: turned by %s', async (angle, way) => {
  const page = await sharp(await drawn(NUMBER, way, 'empty'))
    .rotate(angle)
    .jpeg()
    .toBuffer();
  expect((await look(page)).suspicion?.areas).toHaveLength(1);
});

test('the face of a number card, laid on a form and alone', async () => {
  const face = (x: number, y: number): Shape[] => [
    { path: rectPath(x, y, 85.6, 54), fill: '#f4f4ee', stroke: '#555555', widthMm: 0.4 },
    printLine('個人番号', [x + 6, y + 12], { sizeMm: 2.6 }),
    printLine(fours(NUMBER, ' '), [x + 24, y + 12.4], { sizeMm: 4.4 }),
    printLine('氏名 山田 花子', [x + 6, y + 24], { sizeMm: 3.2 }),
    printLine('平成 2年 3月 4日生', [x + 6, y + 33], { sizeMm: 3.2 }),
  ];
  const onForm = await drawOver(await sheet(), face(60, 140), A4_MM);
  expect((await look(onForm)).suspicion).not.toBeNull();
  const alone = await drawOver(await empty(1063, 709), face(2, 2), 90);
  expect((await look(alone)).suspicion).not.toBeNull();
});

test('what is masked is painted over whole, and nothing is left to be found', async () => {
  const { suspicion } = await look(await drawn(NUMBER, 'print-fours', 'sheet'));
  if (suspicion === null) throw new Error('nothing found');
  expect((await look(suspicion.masked)).suspicion).toBeNull();
  const { data, widthPx, channels } = await decodeRaster(suspicion.masked);
  for (const { left, top, width, height } of suspicion.areas) {
    // Past the rim, over which JPEG may bleed.
    for (let y = top + 8; y < top + height - 8; y++) {
      for (let x = left + 8; x < left + width - 8; x++) {
        expect(Math.abs((data[(y * widthPx + x) * channels] ?? 0) - 0x40)).toBeLessThan(8);
      }
    }
  }
});

test.each(['print', 'print-fours', 'hand-fours', 'boxes'] as const)(
  'twelve digits of something else are left alone: %s',
  async (way) => {
    for (const on of ['sheet', 'empty'] as const) {
      expect((await look(await drawn(OTHER, way, on))).suspicion).toBeNull();
    }
  },
);

test('telephones, dates, tickets and institutions are left alone', async () => {
  const page = await printed([
    ['電話 06-6858-2291', 20, 40, 4],
    ['携帯 090-1234-5678', 20, 50, 4],
    ['FAX 0120-761-770', 20, 60, 4],
    ['2025年04月12日 10:30', 20, 70, 4],
    ['222720357569702356', 20, 80, 4],
    ['医療機関コード 0110113719', 20, 90, 4],
    ['保険者番号 33120015', 20, 100, 4],
    ['第2603589号', 20, 110, 4],
  ]);
  expect((await look(page)).suspicion).toBeNull();
});

test.each(['scan_0001.jpg', 'scan_0007.jpg', 'scan_0018.png', 'scan_0020.jpg'])(
  'a sheet as it comes from a clinic, with its ticket, bar codes and numbers: %s',
  async (name) => {
    expect((await look(await readFile(`samples/scans/${name}`))).suspicion).toBeNull();
  },
);
