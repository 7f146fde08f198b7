import sharp, { type OverlayOptions } from 'sharp';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { FieldReading, Registration } from '../../schemas/reading.ts';
import type { ReadingEngines } from '../../workers/engines/reading-engines.ts';
import type { InkPlane } from '../../workers/stages/ink-plane.ts';
import type { Raster, RegisteredPage } from '../../workers/stages/raster.ts';

export type Sheet = Readonly<{
  page: RegisteredPage;
  template: FormTemplate;
  fields: Readonly<Record<string, FieldReading>>;
  engines: ReadingEngines;
  registration: Registration;
}>;

/** A picture with something drawn on it; `svg` is in the picture's own pixels. */
export type Layer = Readonly<{ raster: Raster; svg?: string }>;

export const COLOUR_OF = {
  certain: '#1a7f37',
  doubtful: '#bc6c00',
  blank: '#57606a',
  unreadable: '#cf222e',
} as const;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Ink as dark on white. */
export const asRaster = ({ widthPx, heightPx, data }: InkPlane): Raster => ({
  widthPx,
  heightPx,
  channels: 1,
  data: data.map((dark) => 255 - dark),
});

export function svgOf(widthPx: number, heightPx: number, body: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" font-family="sans-serif">${body}</svg>`,
  );
}

/** Few colours and a fixed width: pictures of a document, not of a record. */
export async function toPng({ raster, svg = '' }: Layer, widthPx: number): Promise<Buffer> {
  const { data, channels } = raster;
  const size = { width: raster.widthPx, height: raster.heightPx };
  const drawn = await sharp(data, { raw: { ...size, channels } })
    .toColourspace('srgb')
    .composite([{ input: svgOf(size.width, size.height, svg) }])
    .png()
    .toBuffer();
  return sharp(drawn).resize({ width: widthPx }).png({ palette: true, colours: 64 }).toBuffer();
}

/** Pictures under one another on white, each with a line of words above it. */
export async function stacked(
  parts: readonly Readonly<{ words: string; png: Buffer }>[],
  widthPx: number,
): Promise<Buffer> {
  const LINE = 26;
  const sized = await Promise.all(
    parts.map(async ({ words, png }) => {
      const { width, height } = await sharp(png).metadata();
      return { words, png, width, height };
    }),
  );
  const heightPx = sized.reduce((sum, { height }) => sum + height + LINE + 6, 8);
  let top = 4;
  const layers: OverlayOptions[] = [];
  const texts: string[] = [];
  for (const { words, png, height } of sized) {
    texts.push(`<text x="8" y="${top + 18}" font-size="15">${escaped(words)}</text>`);
    layers.push({ input: png, left: 8, top: top + LINE });
    top += height + LINE + 6;
  }
  return sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#fff' } })
    .composite([...layers, { input: svgOf(widthPx, heightPx, texts.join('')) }])
    .png({ palette: true, colours: 64 })
    .toBuffer();
}
