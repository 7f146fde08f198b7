import { deflateSync } from 'node:zlib';
import { AFRelationship, degrees, PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeFolders, halves, pagesOf, type Taken } from '../support/decode-files.ts';
import { drawnPdf } from '../support/pdf-fixtures.ts';
import { bilevel, group4, JPEG_2000, jbig2, noise, picture } from '../support/picture-fixtures.ts';
import { FULL_PAGE_IMAGE, onePagePdf, ownerLockedPdf, rawPdf } from '../support/raw-pdf.ts';

const { file } = decodeFolders();

const [WIDTH, HEIGHT] = [170, 240];
const GREY = `/Width ${WIDTH}/Height ${HEIGHT}/ColorSpace/DeviceGray`;
const scanOf = (dict: string, bytes: Uint8Array): Buffer =>
  onePagePdf({ contents: FULL_PAGE_IMAGE, images: [{ dict, bytes }] });

async function greyOf(page: Taken | undefined): Promise<Buffer> {
  return await sharp(page?.bytes).toColourspace('b-w').raw().toBuffer();
}

describe('pages of every kind', () => {
  it('takes pages of different sizes, turned and cropped, each as it is shown', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage([595, 842]);
    pdf.addPage([842, 1191]);
    pdf.addPage([595, 842]).setRotation(degrees(90));
    pdf.addPage([595, 842]).setCropBox(100, 100, 288, 144);
    for (const page of pdf.getPages())
      page.drawRectangle({ x: 110, y: 110, width: 60, height: 60 });
    const pages = await pagesOf(await file('mixed.pdf', await pdf.save()));
    const sizes = pages.map(({ widthPx, heightPx }) => [widthPx, heightPx]);
    expect(sizes).toEqual([
      [2479, 3508],
      [3508, 4962],
      [3508, 2479],
      [1200, 600],
    ]);
  });

  it('draws a page that several pictures make up', async () => {
    const pdf = await PDFDocument.create();
    const image = await pdf.embedJpg(await picture().jpeg({ quality: 95 }).toBuffer());
    const page = pdf.addPage([600, 400]);
    page.drawImage(image, { x: 0, y: 200, width: 600, height: 200 });
    page.drawImage(image, { x: 0, y: 0, width: 600, height: 200 });
    const [drawn] = await pagesOf(await file('several.pdf', await pdf.save()));
    if (!drawn) throw new Error('no page');
    const [left, right] = await halves(drawn);
    expect([left[0], left[1]].map((value) => Math.round((value ?? 0) / 32))).toEqual([7, 1]);
    expect(Math.min(...right)).toBeGreaterThan(240);
  });
});

describe('scans', () => {
  it('takes a scan in Group 4 and one in JBIG2, pixel for pixel', async () => {
    const image = await bilevel(WIDTH, HEIGHT);
    const whole = await image.clone().raw().toBuffer();
    const code = await group4(image);
    const parameters = `/DecodeParms<</K -1/Columns ${WIDTH}/Rows ${HEIGHT}>>`;
    const fax = scanOf(`${GREY}/BitsPerComponent 1/Filter/CCITTFaxDecode${parameters}`, code);
    const [page] = await pagesOf(await file('fax.pdf', fax));
    expect((await greyOf(page)).equals(whole)).toBe(true);
    const dict = `${GREY}/BitsPerComponent 1/Filter/JBIG2Decode`;
    const [other] = await pagesOf(await file('j.pdf', scanOf(dict, jbig2(WIDTH, HEIGHT, code))));
    expect((await greyOf(other)).equals(whole)).toBe(true);
  });

  it('takes a scan in JPEG 2000', async () => {
    const dict = '/Width 48/Height 32/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/JPXDecode';
    const [page] = await pagesOf(await file('jpx.pdf', scanOf(dict, JPEG_2000)));
    if (!page) throw new Error('no page');
    const [left, right] = await halves(page);
    expect(left[1]).toBeLessThan(90);
    expect(right[1]).toBeGreaterThan(200);
  });

  it('takes a turned JPEG scan as a JPEG', async () => {
    const jpeg = await picture(200, 300).jpeg({ quality: 95 }).toBuffer();
    const dict = '/Width 200/Height 300/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode';
    const pdf = onePagePdf({
      page: '/MediaBox[0 0 595 842]/Rotate 90',
      contents: FULL_PAGE_IMAGE,
      images: [{ dict, bytes: jpeg }],
    });
    const [page] = await pagesOf(await file('turned.pdf', pdf));
    expect(page).toMatchObject({ mediaType: 'image/jpeg', widthPx: 300, heightPx: 200 });
    const bytes = await sharp(page?.bytes).rotate(270).png().toBuffer();
    const size = { widthPx: 200, heightPx: 300 };
    const [left, right] = await halves({ mediaType: 'image/png', bytes, dpi: null, ...size });
    expect(left[1]).toBeLessThan(60);
    expect(right[1]).toBeGreaterThan(240);
  });

  it('reads a PDF that an owner has locked against printing', async () => {
    const pixels = await noise(WIDTH, HEIGHT).raw().toBuffer();
    const dict = `${GREY}/BitsPerComponent 8`;
    const pdf = ownerLockedPdf({ contents: FULL_PAGE_IMAGE, images: [{ dict, bytes: pixels }] });
    const [page] = await pagesOf(await file('owner.pdf', pdf));
    expect((await greyOf(page)).equals(pixels)).toBe(true);
  });
});

describe('what is inside a file is not followed', () => {
  const withAttachment = async (): Promise<PDFDocument> => {
    const pdf = await PDFDocument.load(await drawnPdf());
    const inner = await drawnPdf(3);
    const afRelationship = AFRelationship.Unspecified;
    await pdf.attach(inner, 'inner.pdf', { mimeType: 'application/pdf', afRelationship });
    return pdf;
  };

  it('an attachment is none of the pages', async () => {
    const pdf = await (await withAttachment()).save();
    expect(await pagesOf(await file('attached.pdf', pdf))).toHaveLength(1);
  });

  it('a portfolio, whose pages are its attachments, is refused as what it is', async () => {
    const pdf = await withAttachment();
    const { context, catalog } = pdf;
    catalog.set(context.obj('Collection') as never, context.obj({ View: 'D' }));
    const bytes = await pdf.save({ useObjectStreams: false });
    await expect(pagesOf(await file('portfolio.pdf', bytes))).rejects.toMatchObject({
      code: 'input.archive',
    });
  });
});

const lying = (count: number): Buffer =>
  rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R 4 0 R]/Count ${count}>>`,
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
  ]);
const emptyPages = (count: number): Buffer =>
  rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${Array.from({ length: count }, (_, n) => `${n + 3} 0 R`).join(' ')}]/Count ${count}>>`,
    ...Array<string>(count).fill('<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>'),
  ]);
const packed = (drawing: string): Buffer => deflateSync(Buffer.from(drawing));
const pixels = (): Promise<Buffer> => noise(WIDTH, HEIGHT).raw().toBuffer();
const drawnWith = (dict: string, bytes: Uint8Array): Buffer =>
  onePagePdf({
    contents: '0 0 30 30 re f q 400 0 0 500 90 90 cm /I0 Do Q',
    images: [{ dict, bytes }],
  });

const INCOMPLETE = [
  ['more pages than the file owns up to', () => lying(1), 'input.damaged'],
  ['fewer pages than the file promises', () => lying(3), 'input.damaged'],
  ['no page at all', () => emptyPages(0), 'input.no_pages'],
  ['3,001 pages', () => emptyPages(3_001), 'input.too_many_pages'],
  [
    'a drawing that cannot be unpacked',
    () => rawContents('/Filter/FlateDecode', packed('0 0 300 300 re f').fill(0xff, 4)),
    'input.damaged',
  ],
  [
    'a drawing whose picture is gone',
    () => onePagePdf({ contents: FULL_PAGE_IMAGE, resources: '/XObject<</I0 99 0 R>>' }),
    'input.damaged',
  ],
  [
    'a scan of which half is missing',
    async () =>
      scanOf(
        `${GREY}/BitsPerComponent 8/Filter/FlateDecode`,
        deflateSync((await pixels()).subarray(0, 20_000)),
      ),
    'input.truncated',
  ],
  [
    'a picture among others of which half is missing',
    async () =>
      drawnWith(
        `${GREY}/BitsPerComponent 8/Filter/FlateDecode`,
        deflateSync((await pixels()).subarray(0, 20_000)),
      ),
    'input.truncated',
  ],
  [
    'a picture among others that cannot be decoded',
    () => drawnWith(`${GREY}/BitsPerComponent 8/Filter/JPXDecode`, Buffer.alloc(500, 3)),
    'input.unreadable_image',
  ],
  [
    'a picture among others that is a bomb',
    () =>
      drawnWith(
        `${GREY.replace('170', '90000').replace('240', '90000')}/BitsPerComponent 1`,
        Buffer.alloc(9),
      ),
    'input.too_many_pixels',
  ],
  [
    'a file cut off before its end',
    async () => Buffer.from(await drawnPdf(3)).subarray(0, 700),
    'input.truncated',
  ],
] as const;

describe('a page that is not all there', () => {
  it.each(INCOMPLETE)('%s: refused whole', async (what, make, code) => {
    const path = await file(`${what.replaceAll(/\W/g, '-')}.pdf`, await make());
    await expect(pagesOf(path)).rejects.toMatchObject({ code, disposition: 'reject' });
  });

  it.each([
    ['no drawing', () => emptyPages(2), 2],
    [
      'a drawing of nothing',
      () => rawContents('/Filter/FlateDecode', packed('q 1 0 0 1 0 0 cm Q')),
      1,
    ],
    ['an empty drawing', () => rawContents('', Buffer.alloc(0)), 1],
    ['a number of pages written nowhere', () => lyingNot(), 2],
  ] as const)('an empty page with %s is an empty page', async (what, make, pages) => {
    const taken = await pagesOf(await file(`${what.replaceAll(' ', '-')}.pdf`, make()));
    expect(taken).toHaveLength(pages);
    for (const { bytes } of taken) expect((await sharp(bytes).stats()).channels[0]?.min).toBe(255);
  });
});

const lyingNot = (): Buffer =>
  Buffer.from(lying(2).toString('latin1').replace('/Count 2', '        '), 'latin1');

function rawContents(dict: string, bytes: Uint8Array): Buffer {
  return rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>',
    { dict, bytes },
  ]);
}
