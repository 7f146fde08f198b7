import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../stages/raster.ts';

// One page at a time in each process: more threads or a cache would only take memory from the others.
sharp.concurrency(1);
sharp.cache(false);

/** A0 at 300 dpi; what a page may have is decided by the caller, before anything is decoded. */
const HARD_PIXEL_LIMIT = 140_000_000;

export type ImageSource = Uint8Array | string;

export type ImageHeader = Readonly<{
  format: string;
  widthPx: number;
  heightPx: number;
  channels: number;
  depth: string;
  space: string;
  hasAlpha: boolean;
  pages: number;
  /** EXIF orientation 1–8; 1 where none is given. */
  orientation: number;
  /** As the file says; scanners lie, so it is a hint. */
  dpi: number | null;
  /** Of a HEIF file, `av1` or `hevc`. */
  compression: string | null;
}>;

type Strictness = 'warning' | 'error';

function open(source: ImageSource, page: number, failOn: Strictness = 'error'): Sharp {
  return sharp(source, {
    page,
    pages: 1,
    failOn,
    limitInputPixels: HARD_PIXEL_LIMIT,
    sequentialRead: true,
  });
}

export async function readHeader(source: ImageSource, page = 0): Promise<ImageHeader> {
  const header = await open(source, page).metadata();
  return {
    format: header.format ?? 'unknown',
    widthPx: header.width ?? 0,
    heightPx: header.pageHeight ?? header.height ?? 0,
    channels: header.channels ?? 0,
    depth: header.depth ?? 'unknown',
    space: header.space ?? 'unknown',
    hasAlpha: header.hasAlpha ?? false,
    pages: header.pages ?? 1,
    orientation: header.orientation ?? 1,
    dpi: header.density && header.density > 1 ? header.density : null,
    compression: header.compression ?? null,
  };
}

/** Any image as 8-bit grey or RGB on white paper, EXIF orientation applied. */
export const decodeRaster = async (source: ImageSource, page = 0): Promise<Raster> =>
  await rasterOf(plain(open(source, page), await readHeader(source, page)));

/** The same made small, without ever being whole in memory. */
export const decodeSmall = async (
  source: ImageSource,
  widthPx: number,
  heightPx: number,
): Promise<Raster> =>
  await rasterOf(
    plain(open(source, 0), await readHeader(source)).resize(widthPx, heightPx, { fit: 'fill' }),
  );

async function rasterOf(image: Sharp): Promise<Raster> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 && info.channels !== 3) {
    throw new Error(`decoded to ${info.channels} channels`);
  }
  return { widthPx: info.width, heightPx: info.height, channels: info.channels, data };
}

/** Decodes to the last line for the sake of the errors, and keeps nothing of it. */
export async function readThrough(
  source: ImageSource,
  page: number,
  failOn: Strictness,
): Promise<void> {
  await open(source, page, failOn).resize(64, 64, { fit: 'fill' }).raw().toBuffer();
}

export type Reencoding = Readonly<{
  /** A lossless PNG, or a fine JPEG for what was lossy before. */
  as: 'png' | 'jpeg';
  dpi: number | null;
  /** Stretched to this before it is turned upright. */
  size?: Readonly<{ widthPx: number; heightPx: number }> | null | undefined;
  quarterTurns?: number;
}>;

type Reencoded = Readonly<{ bytes: Uint8Array; widthPx: number; heightPx: number }>;

/** The same picture as 8-bit grey or RGB on white paper, upright, never whole in our own memory. */
export async function reencode(
  source: ImageSource,
  page: number,
  { as, dpi, size, quarterTurns = 0 }: Reencoding,
): Promise<Reencoded> {
  let image = plain(open(source, page), await readHeader(source, page));
  if (size) image = image.resize(size.widthPx, size.heightPx, { fit: 'fill' });
  if (quarterTurns !== 0) image = image.rotate(quarterTurns * 90);
  if (dpi !== null) image = image.withDensity(dpi);
  const encoded =
    as === 'png'
      ? image.png({ compressionLevel: 6 })
      : // Optimal codes save a tenth of the file, and hold six bytes for every pixel until its end.
        image.jpeg({ quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { bytes: data, widthPx: info.width, heightPx: info.height };
}

function plain(image: Sharp, header: ImageHeader): Sharp {
  const grey = header.space === 'b-w' || header.space === 'grey16' || header.channels < 3;
  return image
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace(grey ? 'b-w' : 'srgb');
}

export async function encodePng(raster: Raster, dpi: number | null = null): Promise<Uint8Array> {
  const image = fromRaster(raster);
  return await (dpi ? image.withDensity(dpi) : image).png({ compressionLevel: 6 }).toBuffer();
}

type Area = Readonly<{ left: number; top: number; width: number; height: number }>;

/** The picture with these areas painted over, and none of what it carried besides its pixels; PNG stays PNG. */
export async function paintOver(
  source: ImageSource,
  areas: readonly Area[],
): Promise<{ mediaType: 'image/png' | 'image/jpeg'; bytes: Uint8Array }> {
  const header = await readHeader(source);
  const patches = areas.map(({ left, top, width, height }) => ({
    input: { create: { width, height, channels: 3 as const, background: '#404040' } },
    left,
    top,
  }));
  let image = plain(open(source, 0), header).composite(patches);
  if (header.space === 'b-w') image = image.toColourspace('b-w');
  if (header.dpi !== null) image = image.withDensity(header.dpi);
  if (header.format === 'png') {
    return { mediaType: 'image/png', bytes: await image.png({ compressionLevel: 6 }).toBuffer() };
  }
  const jpeg = image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  return { mediaType: 'image/jpeg', bytes: await jpeg.toBuffer() };
}

/** For looking at, not for reading: small enough to send, fine enough to see a tick. */
export const encodeJpeg = (raster: Raster): Promise<Uint8Array> =>
  fromRaster(raster).jpeg({ quality: 82 }).toBuffer();

/** Only these three: sharp's own `info` also carries `premultiplied`, which corrupts colours when passed back. */
function fromRaster({ data, widthPx, heightPx, channels }: Raster): Sharp {
  const image = sharp(data, { raw: { width: widthPx, height: heightPx, channels } });
  return channels === 1 ? image.toColourspace('b-w') : image;
}

/** A raster resized, for previews and for comparing two pictures of one page. */
export async function resizeRaster(
  raster: Raster,
  widthPx: number,
  heightPx: number,
): Promise<Raster> {
  const { data, info } = await fromRaster(raster)
    .resize(widthPx, heightPx, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    widthPx: info.width,
    heightPx: info.height,
    channels: raster.channels,
    data,
  };
}
