import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeFolders, halves, pagesOf, type Taken } from '../support/decode-files.ts';
import {
  bilevel,
  group4,
  HEIC,
  noise,
  picture,
  rawTiff,
  type TiffPageParts,
} from '../support/picture-fixtures.ts';

const { file } = decodeFolders();

async function only(path: string): Promise<Taken> {
  const [page, ...more] = await pagesOf(path);
  if (!page || more.length > 0) throw new Error('not one page');
  return page;
}

const greyOf = ({ bytes }: Taken): Promise<Buffer> =>
  sharp(bytes).toColourspace('b-w').raw().toBuffer();

describe('TIFF', () => {
  it.each([
    ['LZW', { compression: 'lzw' }],
    ['deflate', { compression: 'deflate' }],
    ['pack-bits', { compression: 'packbits' }],
    ['none', { compression: 'none' }],
    ['tiled', { compression: 'lzw', tile: true, tileWidth: 128, tileHeight: 128 }],
  ] as const)('takes every pixel of a picture in %s', async (name, how) => {
    const whole = await noise().raw().toBuffer();
    const page = await only(await file(`${name}.tif`, await noise().tiff(how).toBuffer()));
    expect((await greyOf(page)).equals(whole)).toBe(true);
  });

  it('takes a picture in JPEG', async () => {
    const tiff = await picture().tiff({ compression: 'jpeg', quality: 90 }).toBuffer();
    const [left, right] = await halves(await only(await file('jpeg.tif', tiff)));
    expect(left[0]).toBeGreaterThan(190);
    expect(left[1]).toBeLessThan(60);
    expect(Math.min(...right)).toBeGreaterThan(240);
  });

  it.each([
    ['black is nought', false],
    ['white is nought', true],
  ])('takes a fax in Group 4, where %s', async (_, miniswhite) => {
    const whole = await (await bilevel()).raw().toBuffer();
    const how = { compression: 'ccittfax4', bitdepth: 1, miniswhite } as const;
    const page = await only(await file('g4.tif', await (await bilevel()).tiff(how).toBuffer()));
    expect((await greyOf(page)).equals(whole)).toBe(true);
  });

  it('stretches a fax that has half as many lines down as across', async () => {
    const strip = await group4(await bilevel(200, 200));
    const tiff = rawTiff([{ tags: [...fax(200, 200), [282, 5, 204], [283, 5, 102]], strip }]);
    const page = await only(await file('fax.tif', tiff));
    expect(page).toMatchObject({ widthPx: 200, heightPx: 400 });
  });

  it('leaves the small preview out that lies beside its page, and no page', async () => {
    const strip = await group4(await bilevel(200, 200));
    const small = await group4(await bilevel(40, 40));
    const preview: TiffPageParts = { tags: [[254, 4, 1], ...fax(40, 40)], strip: small };
    const page: TiffPageParts = { tags: fax(200, 200), strip };
    const taken = await pagesOf(await file('preview.tif', rawTiff([page, preview, page])));
    expect(taken.map(({ widthPx }) => widthPx)).toEqual([200, 200]);
  });

  it('keeps the pages of one that calls all of them previews', async () => {
    const page: TiffPageParts = {
      tags: [[254, 4, 1], ...fax(200, 200)],
      strip: await group4(await bilevel(200, 200)),
    };
    expect(await pagesOf(await file('all-previews.tif', rawTiff([page, page])))).toHaveLength(2);
  });

  it('says that old-style JPEG is not for us, and of more than 3,000 pages that they are too many', async () => {
    const strip = await group4(await bilevel(16, 16));
    const old = fax(16, 16).map(
      ([tag, type, value]) => [tag, type, tag === 259 ? 6 : value] as const,
    );
    await expect(
      pagesOf(await file('old.tif', rawTiff([{ tags: old, strip }]))),
    ).rejects.toMatchObject({
      code: 'input.unsupported_tiff',
    });
    const pages = Array<TiffPageParts>(3_001).fill({ tags: fax(16, 16), strip });
    await expect(pagesOf(await file('many.tif', rawTiff(pages)))).rejects.toMatchObject({
      code: 'input.too_many_pages',
    });
  });
});

/** Width, height, one bit, Group 4, white is nought, 200 lines an inch. */
function fax(width: number, height: number): (readonly [number, 3 | 4 | 5, number])[] {
  return [
    [256, 3, width],
    [257, 3, height],
    [258, 3, 1],
    [259, 3, 4],
    [262, 3, 0],
    [277, 3, 1],
  ];
}

describe('pictures of every kind', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const upright = await picture().png().toBuffer();
    const stored = await storedAs(sharp(upright), orientation);
    const jpeg = await stored.jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
    const page = await only(await file(`exif-${orientation}.jpg`, jpeg));
    expect(page).toMatchObject({ widthPx: 300, heightPx: 200 });
    const [left, right] = await halves(page);
    expect(left[1]).toBeLessThan(60);
    expect(right[1]).toBeGreaterThan(240);
  });

  it.each([
    [
      'CMYK with a profile',
      'cmyk.jpg',
      () => picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer(),
    ],
    [
      'CMYK in TIFF',
      'cmyk.tif',
      () => picture().toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer(),
    ],
    [
      '16 bits in TIFF',
      'c16.tif',
      () => picture().toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
    ],
    ['a palette', 'palette.png', () => picture().png({ palette: true }).toBuffer()],
    ['AVIF', 'a.avif', () => picture().avif({ quality: 80 }).toBuffer()],
    ['a progressive JPEG', 'p.jpg', () => picture().jpeg({ progressive: true }).toBuffer()],
  ] as const)('takes %s in its colours', async (_, name, make) => {
    const page = await only(await file(name, await make()));
    expect(page).toMatchObject({ widthPx: 300, heightPx: 200 });
    const [left, right] = await halves(page);
    expect(left[0]).toBeGreaterThan(170);
    expect(Math.max(left[1] ?? 255, left[2] ?? 255)).toBeLessThan(90);
    expect(Math.min(...right)).toBeGreaterThan(235);
  });

  it('names the iPhone’s HEIC, which nothing here can decode', async () => {
    await expect(pagesOf(await file('IMG_0001.HEIC', HEIC))).rejects.toMatchObject({
      code: 'input.heic',
      disposition: 'reject',
    });
  });
});

/** What a camera held so would have stored. */
async function storedAs(upright: Sharp, orientation: number): Promise<Sharp> {
  const back: Record<number, (image: Sharp) => Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(270).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(90).flop(),
    8: (image) => image.rotate(90),
  };
  // Two passes: sharp turns before it mirrors, whatever the order of the calls.
  const turned = back[orientation]?.(upright) ?? upright;
  return sharp(await turned.png().toBuffer());
}

describe('half a page is none', () => {
  it.each([
    ['Group 4', 'g4.tif', { compression: 'ccittfax4', bitdepth: 1 }],
    ['LZW', 'lzw.tif', { compression: 'lzw' }],
    ['JPEG', 'jpeg.tif', { compression: 'jpeg' }],
  ] as const)('a TIFF in %s with a hole in it is refused', async (_, name, how) => {
    const tiff = await (await bilevel()).tiff(how).toBuffer();
    tiff.fill(0, 3_000, 6_000);
    await expect(pagesOf(await file(`hole-${name}`, tiff))).rejects.toMatchObject({
      code: expect.stringMatching(/^input\.(damaged|unreadable_image|truncated)$/),
    });
  });

  it('a JPEG with a hole in it is refused, one with stray bytes between its parts is not', async () => {
    const jpeg = await noise().jpeg().toBuffer();
    const hole = Buffer.from(jpeg);
    hole.fill(0, 6_000, 9_000);
    await expect(pagesOf(await file('hole.jpg', hole))).rejects.toMatchObject({
      code: 'input.damaged',
    });
    const end = jpeg.length - 2;
    const stray = Buffer.concat([jpeg.subarray(0, end), Buffer.alloc(9), jpeg.subarray(end)]);
    expect(await pagesOf(await file('stray.jpg', stray))).toHaveLength(1);
  });
});
