import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormTemplate } from '../../schemas/form-template.ts';
import { FieldReading } from '../../schemas/reading.ts';
import { openNetwork } from '../../workers/engines/onnx.ts';
import { readFields } from '../../workers/engines/read-fields.ts';
import { createEngines, type ReadingEngines } from '../../workers/engines/reading-engines.ts';
import type { RegisteredPage } from '../../workers/stages/raster.ts';

const PX_PER_MM = 8;
const PAGE_MM = { width: 120, height: 90 };
const BOXES = [0, 1, 2, 3, 4].map(
  (i) => [10 + i * 7, 10, 5, 7] as [number, number, number, number],
);
const YES: [number, number, number, number] = [70, 10, 3.2, 3.2];
const NO: [number, number, number, number] = [86, 10, 3.2, 3.2];

const field = (id: string, type: string) => ({
  id,
  labelJa: id,
  labelEn: id,
  type,
  keying: 'shown',
  lookAtMm: [0, 0, 1, 1],
});
const template = FormTemplate.parse({
  id: 'reader-test',
  version: 1,
  titleJa: '試験',
  titleEn: 'Test',
  programme: 'test',
  pageMm: PAGE_MM,
  anchors: {
    kind: 'corner-squares',
    sideMm: 5,
    centresMm: [
      [2, 2],
      [118, 2],
      [2, 88],
      [118, 88],
    ],
  },
  recognise: { maxResidualMm: 1, landmarksMm: [[0, 0, 1, 1]], minLandmarkCorrelation: 0.5 },
  zones: [
    {
      id: 'number',
      kind: 'digit-boxes',
      field: 'number',
      boxesMm: BOXES,
      format: { kind: 'digits' },
    },
    {
      id: 'answer',
      kind: 'choice',
      field: 'answer',
      mark: 'tick',
      options: [
        { value: 'yes', boxMm: YES },
        { value: 'no', boxMm: NO },
      ],
    },
    { id: 'sign', kind: 'signature', field: 'sign', boxMm: [10, 24, 40, 8] },
    {
      id: 'label',
      kind: 'label',
      searchMm: [10, 45, 90, 30],
      content: 'vaccination-ticket',
      fields: ['ocrLine', 'municipalityCode'],
    },
  ],
  fields: [
    field('number', 'digits'),
    field('answer', 'choice'),
    field('sign', 'presence'),
    field('ocrLine', 'digits'),
    field('municipalityCode', 'digits'),
    field('unfed', 'text'),
  ],
});

const require = createRequire(import.meta.url);
const fontOf = (name: string) =>
  fontkit.create(
    readFileSync(require.resolve(`@fontsource/${name}/files/${name}-latin-400-normal.woff`)),
  ) as fontkit.Font;
// A hand the digit network never saw in training, and plain print for the label.
const HAND = fontOf('zen-kurenaido');
const PRINT = fontOf('noto-sans-jp');

function glyph(font: fontkit.Font, character: string, x: number, y: number, heightMm: number) {
  const scale = heightMm / (font.capHeight || font.unitsPerEm * 0.7);
  const path = font.layout(character).glyphs[0]?.path.toSVG() ?? '';
  return `<path transform="translate(${x} ${y}) scale(${scale} ${-scale})" d="${path}"/>`;
}

type Sheet = { digits?: string; ticked?: boolean; signed?: boolean; ticket?: string };

async function page({ digits = '', ticked, signed, ticket = '' }: Sheet): Promise<RegisteredPage> {
  const frames = [...BOXES, YES, NO].map(
    ([x, y, w, h]) =>
      `<rect x="${x - 0.15}" y="${y - 0.15}" width="${w + 0.3}" height="${h + 0.3}" fill="none" stroke="#000" stroke-width="0.3"/>`,
  );
  const written = Array.from(digits, (digit, i) =>
    digit === ' ' ? '' : glyph(HAND, digit, 11.2 + i * 7, 15.6, 4.2),
  );
  const label = Array.from(ticket, (digit, i) => glyph(PRINT, digit, 20 + i * 2.6, 60, 2.6));
  const pen = 'fill="none" stroke="#223" stroke-width="0.4"';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE_MM.width * PX_PER_MM}" height="${PAGE_MM.height * PX_PER_MM}" viewBox="0 0 ${PAGE_MM.width} ${PAGE_MM.height}"><rect width="100%" height="100%" fill="#fff"/>${frames.join('')}${written.join('')}${label.join('')}${ticked ? `<path ${pen} d="M70.6 11.4 L71.5 12.8 L74 9.2"/>` : ''}${signed ? `<path ${pen} d="M14 29 L17 26 L19 30 L22 26 L25 30 L29 26 L33 30"/>` : ''}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raster = {
    widthPx: info.width,
    heightPx: info.height,
    channels: 3 as const,
    data: new Uint8Array(data),
  };
  const mmToPx = [PX_PER_MM, 0, 0, 0, PX_PER_MM, 0, 0, 0, 1];
  return { raster, pxPerMm: PX_PER_MM, source: raster, mmToPx };
}

describe('the field readers', () => {
  let engines: ReadingEngines;
  beforeAll(async () => {
    engines = await createEngines({ forms: [] });
  });
  afterAll(() => engines.close());

  const read = async (sheet: Sheet) => readFields(await page(sheet), template, engines);

  it('give one valid reading for every field of the template, in its order', async () => {
    const fields = await read({ digits: '27145', ticked: true, signed: true });
    expect(Object.keys(fields)).toEqual(template.fields.map(({ id }) => id));
    for (const reading of Object.values(fields)) FieldReading.parse(reading);
    expect(fields['unfed']).toMatchObject({ value: null, state: 'unreadable', accepted: false });
  });

  it('read a hand they never saw, a tick and a signature', async () => {
    const fields = await read({ digits: '27045', ticked: true, signed: true });
    expect(fields['number']?.value).toBe('27045');
    expect(fields['answer']).toMatchObject({ value: 'yes', state: 'certain' });
    expect(fields['sign']).toMatchObject({ value: 'present', state: 'certain' });
  });

  it('carry nothing of one sheet into the next', async () => {
    await read({ digits: '27045', ticked: true, signed: true, ticket: '211310160000000001' });
    const fields = await read({});
    expect(fields['number']).toMatchObject({ value: '', candidates: [] });
    expect(fields['answer']?.value).toBe('blank');
    expect(fields['sign']?.value).toBe('absent');
    expect(fields['ocrLine']).toMatchObject({ value: null, state: 'unreadable' });
  });

  it('accept the printed line of a label without codes where two readers agree on it', async () => {
    const fields = await read({ ticket: '211310160000000001' });
    expect(fields['ocrLine']).toMatchObject({ value: '211310160000000001', accepted: true });
    expect(fields['ocrLine']?.candidates[0]?.source).toBe('ocr-line+ocr-line');
    expect(fields['municipalityCode']?.value).toBe('131016');
  });

  it('refuse to start without their model', async () => {
    await expect(openNetwork('/nonexistent/model.onnx', [1, 28, 28])).rejects.toMatchObject({
      code: 'ocr.engine_unavailable',
    });
  });
});
