import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsOf } from '../../rules/column-fields.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import { createCropDrawer } from '../../workers/engines/column-crops.ts';
import type { ColumnStrip } from '../../workers/engines/reader-messages.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { decodeRaster } from '../../workers/engines/sharp.ts';
import { loadTemplates } from '../../workers/engines/templates.ts';

const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));

let pool: ReaderPool;
let image: Uint8Array;
let strip: ColumnStrip;
let registration: { mmToPx: number[] };
let template: FormTemplate;

beforeAll(async () => {
  pool = createReaderPool({ size: 1, templatesDir: FORMS });
  image = new Uint8Array(await readFile('samples/scans/scan_0001.jpg'));
  const found = await pool.classify(image);
  if (found.registration === null) throw new Error('the sample is a form');
  ({ registration } = found);
  const placed = { template: found.template, registration: found.registration };
  const read = await pool.readPlaced(image, placed);
  if (read.strip === null) throw new Error('the form has columns');
  ({ strip } = read);
  const loaded = (await loadTemplates(FORMS)).find((each) => each.template.id === found.template);
  if (loaded === undefined) throw new Error('the form is ours');
  ({ template } = loaded);
});
afterAll(() => pool.close());

/** The crop of one column as the page gets it, and what was opened for it. */
async function drawn(fieldId: string, withStrip: ColumnStrip | null) {
  const columns = columnsOf(template);
  const column = columns.find(({ field }) => field.id === fieldId);
  if (column === undefined) throw new Error(`${fieldId} is no column`);
  const opened: string[] = [];
  const drawer = createCropDrawer(async (ref: 'page' | 'strip') => {
    opened.push(ref);
    return ref === 'page' ? image : strip.jpeg;
  }, Date.now);
  const { jpegBase64, crop } = await drawer.draw({
    cropMm: column.cropMm,
    otherCropsMm: columns.map(({ cropMm }) => cropMm),
    pageMm: template.pageMm,
    pages: [
      {
        ...{ sheetId: 'one', imageHash: 'one', registration, ref: 'page' as const },
        strip: withStrip && { ref: 'strip' as const, boxesMm: withStrip.boxesMm },
      },
    ],
  });
  const sprite = await decodeRaster(new Uint8Array(Buffer.from(jpegBase64, 'base64')));
  return { opened, sprite, crop };
}

test('what was cut when the sheet was read looks as if cut from the page, which stays closed', async () => {
  for (const { field } of columnsOf(template)) {
    const fromStrip = await drawn(field.id, strip);
    const fromPage = await drawn(field.id, null);
    expect(fromStrip.opened).toEqual(['strip']);
    expect(fromPage.opened).toEqual(['page']);
    expect(fromStrip.crop).toEqual(fromPage.crop);
    const one = fromStrip.sprite.data;
    const other = fromPage.sprite.data;
    expect(one.length).toBe(other.length);
    const apart = one.reduce((sum, each, at) => sum + Math.abs(each - (other[at] ?? 0)), 0);
    // What saving twice as JPEG changes.
    expect(apart / one.length, field.id).toBeLessThan(3);
  }
});

test('columns the form got since are cut from the page', async () => {
  const [first] = strip.boxesMm;
  const before = { ...strip, boxesMm: first === undefined ? [] : [first] };
  expect((await drawn('q02', before)).opened).toEqual(['page']);
});
