import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openA4Page } from '../../print/a4-page.ts';
import { printCoverSheet } from '../../print/cover-sheet.ts';
import { qrCode } from '../../print/qr-code.ts';
import { openTypefaces } from '../../print/typeface.ts';
import { classifyPage } from '../../workers/engines/page-reader.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { encodePng } from '../../workers/engines/sharp.ts';
import { loadTemplates } from '../../workers/engines/templates.ts';
import { COVER, type CoverScan, scannedCover } from '../support/covers.ts';
import { whitePage } from '../support/draw-form.ts';

const templatesDir = fileURLToPath(new URL('../../forms', import.meta.url));

let readers: ReaderPool;
let printed: Uint8Array;
beforeAll(async () => {
  printed = await printCoverSheet(COVER);
  readers = createReaderPool({ size: 1, templatesDir });
});
afterAll(() => readers.close());

describe('a cover is recognised by the page readers, however it was scanned', () => {
  const cases = [0, 1, 2, 3].flatMap((quarter): CoverScan[] => [
    { dpi: 150, quarter, skewDeg: 4, colour: 'bitonal' },
    { dpi: 200, quarter, skewDeg: -6, colour: 'grey' },
    { dpi: 300, quarter, skewDeg: 1, colour: 'colour' },
  ]);
  test.each(cases)('$dpi dpi, $quarter quarter turns, $skewDeg° askew, $colour', async (how) => {
    const found = await readers.classify(await scannedCover(printed, how));
    expect(found).toMatchObject({ template: 'cover', registration: null, cover: COVER.claim });
  });

  test('with one of its codes torn off', async () => {
    const scan = sharp(await scannedCover(printed));
    const { width, height } = await scan.metadata();
    const torn = await scan.extract({ left: 0, top: 0, width, height: Math.round(height * 0.6) });
    expect(await readers.classify(await torn.toBuffer())).toMatchObject({ cover: COVER.claim });
  });

  test('by `yoshin read` too', async () => {
    const { reading } = await readers.read(await scannedCover(printed));
    expect(reading).toMatchObject({ template: 'cover', fields: {} });
  });
});

describe('what is no cover', () => {
  test('two covers on one page, fed together: a person looks', async () => {
    const other = { ...COVER, claim: { ...COVER.claim, declaredSheets: 7 } };
    const first = await scannedCover(printed);
    const second = await scannedCover(await printCoverSheet(other));
    const { width, height } = await sharp(first).metadata();
    const both = await sharp(first)
      .extend({ right: width, background: '#fff' })
      .composite([{ input: second, left: width, top: 0 }])
      .resize({ height })
      .png()
      .toBuffer();
    expect(await readers.classify(both)).toMatchObject({ template: 'other', cover: null });
  });

  test('a page with another QR', async () => {
    const page = await openA4Page('ticket', COVER.printedAt);
    page.code(await qrCode('222720357569702356'), [60, 60], 40);
    page.text((await openTypefaces()).bold, '束の表紙', 22, [20, 40]);
    const found = await readers.classify(await scannedCover(await page.pdf()));
    expect(found).toMatchObject({ template: 'other', cover: null });
  });
});

test('sheets and empty backs are never searched for a cover: it costs them nothing', async () => {
  const forms = await loadTemplates(templatesDir);
  let searches = 0;
  const search = async () => {
    searches += 1;
    return null;
  };
  const blank = await encodePng(whitePage(1240, 1754));
  expect((await classifyPage('samples/scans/scan_0001.jpg', forms, search)).template).toBe(
    'jp-covid19-2021',
  );
  expect((await classifyPage(blank, forms, search)).template).toBe('blank');
  expect(searches).toBe(0);
  await classifyPage(await scannedCover(printed), forms, search);
  expect(searches).toBe(1);
});
