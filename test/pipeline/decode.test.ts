import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DECODE_LIMITS, decodeFile } from '../../workers/engines/decode.ts';
import { decodeRaster } from '../../workers/engines/sharp.ts';
import { decodeFolders, pagesOf } from '../support/decode-files.ts';
import { drawnPdf, encryptedPdf, scannedPdf } from '../support/pdf-fixtures.ts';
import { noise, picture } from '../support/picture-fixtures.ts';

const { file, folder, left } = decodeFolders();

function transparent(): Promise<Buffer> {
  const nothing = { r: 0, g: 0, b: 0, alpha: 0 };
  return sharp({ create: { width: 300, height: 200, channels: 4, background: nothing } })
    .png()
    .toBuffer();
}

describe('images', () => {
  it('passes a plain JPEG and a plain PNG on byte for byte', async () => {
    const jpeg = await picture().jpeg().withMetadata({ density: 200 }).toBuffer();
    const png = await picture().png().toBuffer();
    const [first] = await pagesOf(await file('plain.jpg', jpeg));
    const [second] = await pagesOf(await file('plain.png', png));
    expect(first).toEqual({
      mediaType: 'image/jpeg',
      bytes: jpeg,
      widthPx: 300,
      heightPx: 200,
      dpi: 200,
    });
    expect(second?.bytes).toEqual(png);
  });

  it('goes by what a file is, not by its name', async () => {
    const png = await picture().png().toBuffer();
    expect((await pagesOf(await file('really-a-png.pdf', png)))[0]?.mediaType).toBe('image/png');
  });

  it('turns a photograph upright as its camera noted', async () => {
    const turned = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const [page] = await pagesOf(await file('turned.jpg', turned));
    expect(page).toMatchObject({ widthPx: 200, heightPx: 300 });
    const raster = await decodeRaster(page?.bytes ?? new Uint8Array());
    // Left becomes top when turned clockwise.
    expect(raster).toMatchObject({ widthPx: 200, heightPx: 300 });
    expect(raster.data[0]).toBeGreaterThan(200);
    expect(raster.data[1]).toBeLessThan(60);
    expect(raster.data.at(-2)).toBeGreaterThan(240);
  });

  it.each([
    ['16-bit grey', 'g16.png', () => picture().toColourspace('grey16').png().toBuffer(), 1],
    ['16-bit colour', 'c16.png', () => picture().toColourspace('rgb16').png().toBuffer(), 3],
    ['CMYK', 'cmyk.jpg', () => picture().toColourspace('cmyk').jpeg().toBuffer(), 3],
    ['1-bit', 'bit.png', () => picture().png({ palette: true, colours: 2 }).toBuffer(), 3],
    ['transparent', 'alpha.png', transparent, 3],
  ] as const)('makes %s plain 8-bit', async (_, name, make, channels) => {
    const [page] = await pagesOf(await file(name, await make()));
    const raster = await decodeRaster(page?.bytes ?? new Uint8Array());
    expect(raster).toMatchObject({ widthPx: 300, heightPx: 200, channels });
    expect(raster.data.at(-1)).toBeGreaterThan(245);
  });

  it('splits a fax TIFF into its pages', async () => {
    const grey = await picture().toColourspace('b-w').raw().toBuffer();
    const pages = [grey, Buffer.alloc(grey.length, 255), grey];
    const tall = sharp(Buffer.concat(pages), {
      raw: { width: 300, height: 600, channels: 1, pageHeight: 200 },
    });
    const tiff = await tall
      .toColourspace('b-w')
      .tiff({ compression: 'ccittfax4', bitdepth: 1 })
      .toBuffer();
    const taken = await pagesOf(await file('fax.tif', tiff));
    expect(taken.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(
      Array(3).fill([300, 200]),
    );
    const means = await Promise.all(
      taken.map(async ({ bytes }) => (await sharp(bytes).stats()).channels[0]?.mean ?? 0),
    );
    expect(means[0]).toBeCloseTo(means[2] ?? 0);
    expect(means[1]).toBe(255);
  });
});

describe('PDF', () => {
  it('takes the scanner’s own JPEG out of it', async () => {
    const jpeg = await noise().jpeg().toBuffer();
    const [page] = await pagesOf(
      await file('jpeg.pdf', await scannedPdf([{ bytes: jpeg, type: 'jpeg' }])),
    );
    expect(page?.bytes).toEqual(jpeg);
    expect(page?.dpi).toBeCloseTo(420 / 8.268, 0);
  });

  it.each([0, 90, 180, 270])('takes exact pixels from a page turned by %i°', async (rotate) => {
    const png = await noise().png().toBuffer();
    const pdf = await scannedPdf([{ bytes: png, type: 'png' }], rotate);
    const [page] = await pagesOf(await file(`turned-${rotate}.pdf`, pdf));
    const expected = await sharp(png).rotate(rotate).toColourspace('b-w').raw().toBuffer();
    const raster = await decodeRaster(page?.bytes ?? new Uint8Array());
    expect(raster.channels).toBe(1);
    expect(Buffer.from(raster.data).equals(expected)).toBe(true);
  });

  it('draws a page that is not a scan at 300 dpi', async () => {
    const [page] = await pagesOf(await file('drawn.pdf', await drawnPdf()));
    expect(page?.dpi).toBe(300);
    expect(page?.widthPx).toBeCloseTo(2480, -1);
    const { channels } = await sharp(page?.bytes).stats();
    expect(channels[0]?.min).toBe(0);
  });
});

/** A PNG that promises more pixels than anybody scans, in a few bytes. */
function pixelBomb(): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(30_000, 0);
  size.writeUInt32BE(30_000, 4);
  size[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', size),
    pngChunk('IDAT', deflateSync(Buffer.alloc(4_000))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function cut(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}

async function halfJpeg(): Promise<Buffer> {
  return cut(await noise().jpeg().toBuffer());
}

async function halfPng(): Promise<Buffer> {
  return cut(await noise().png().toBuffer());
}

async function halfJpegPdf(): Promise<Uint8Array> {
  return await scannedPdf([{ bytes: await halfJpeg(), type: 'jpeg' }]);
}

type Bytes = Uint8Array | string;

const REFUSED: [what: string, name: string, make: () => Promise<Bytes>, code: string][] = [
  ['a text called .jpg', 'letter.jpg', async () => 'Dear office,', 'input.unsupported_type'],
  ['a GIF', 'x.gif', () => picture().gif().toBuffer(), 'input.unsupported_type'],
  ['nothing', 'empty.pdf', async () => '', 'input.empty'],
  ['half a JPEG', 'h.jpg', halfJpeg, 'input.truncated'],
  ['half a PNG', 'h.png', halfPng, 'input.truncated'],
  ['a PDF with half a JPEG', 'h.pdf', halfJpegPdf, 'input.truncated'],
  ['a locked PDF', 'locked.pdf', async () => encryptedPdf(), 'input.encrypted_pdf'],
  ['a PDF that is none', 'junk.pdf', async () => '%PDF-1.4\njunk\n%%EOF', 'input.damaged'],
  ['a pixel bomb', 'bomb.png', async () => pixelBomb(), 'input.too_many_pixels'],
];

describe('refused with a code', () => {
  it.each(REFUSED)('%s', async (_, name, make, code) => {
    const path = await file(name, await make());
    await expect(pagesOf(path)).rejects.toMatchObject({ code, disposition: 'reject' });
  });

  it.each([
    ['too many pages', { maxPages: 2 }, 'input.too_many_pages'],
    ['too many pixels for us', { maxPixels: 1_000_000 }, 'input.too_many_pixels'],
    ['too large in memory', { maxRssBytes: 20 * 1024 * 1024 }, 'input.decoder_memory'],
  ] as const)('%s', async (_, limits, code) => {
    const path = await file('three.pdf', await drawnPdf(3));
    await expect(pagesOf(path, limits)).rejects.toMatchObject({ code, disposition: 'reject' });
  });

  it('a file that is not there, and a folder', async () => {
    await expect(pagesOf(join(folder(), 'gone.jpg'))).rejects.toMatchObject({
      code: 'resource.not_found',
    });
    await expect(pagesOf(folder())).rejects.toMatchObject({ code: 'input.unsupported_type' });
  });
});

describe('leaves nothing behind', () => {
  it('when all is read, when the reader stops early, and when it is aborted', async () => {
    const path = await file('several.pdf', await drawnPdf(3));
    await pagesOf(path);
    for await (const page of decodeFile(path)) {
      expect(await left()).toHaveLength(1);
      expect(page.pageNumber).toBe(1);
      break;
    }
    const stop = new AbortController();
    const aborted = async (): Promise<void> => {
      for await (const page of decodeFile(path, DECODE_LIMITS, stop.signal)) {
        expect(page.pageCount).toBe(3);
        stop.abort(new Error('enough'));
      }
    };
    await expect(aborted()).rejects.toThrow('enough');
    expect(await left()).toEqual([]);
  });

  it('when a file was refused', async () => {
    await expect(pagesOf(await file('refused.pdf', encryptedPdf()))).rejects.toThrow();
    expect(await left()).toEqual([]);
  });
});
