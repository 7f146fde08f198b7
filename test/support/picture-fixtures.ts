import sharp, { type Sharp } from 'sharp';

/** Half red, half white, wider than high: every turn and colour error shows. */
export function picture(width = 300, height = 200): Sharp {
  const red = { r: 220, g: 30, b: 30 };
  const half = { create: { width: width / 2, height, channels: 3 as const, background: red } };
  const white = sharp({ create: { width, height, channels: 3, background: '#fff' } });
  return white.composite([{ input: half, left: 0, top: 0 }]).removeAlpha();
}

/** Noise cannot be guessed back from a part of it. */
export function noise(width = 420, height = 594, blur = 1.5): Sharp {
  const raw = Buffer.alloc(width * height);
  for (let i = 0; i < raw.length; i++) raw[i] = Math.imul(i + 7, 2_654_435_761) >>> 24;
  return sharp(raw, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .blur(blur);
}

/** Blots of ink on paper: what a fax or a black-and-white scanner sends. */
export async function bilevel(width = 420, height = 594): Promise<Sharp> {
  const grey = await noise(width, height, 6).raw().toBuffer();
  const raw = grey.map((value) => (value < 128 ? 0 : 255));
  return sharp(raw, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}

/** The Group 4 code of a picture no higher than one strip, black on white. */
export async function group4(image: Sharp): Promise<Buffer> {
  const tiff = await image
    .tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true })
    .toBuffer();
  const directory = tiff.readUInt32LE(4);
  const value = (tag: number): number => {
    for (let at = directory + 2; ; at += 12) {
      if (tiff.readUInt16LE(at) !== tag) continue;
      return tiff.readUInt16LE(at + 2) === 3
        ? tiff.readUInt16LE(at + 8)
        : tiff.readUInt32LE(at + 8);
    }
  };
  return tiff.subarray(value(273), value(273) + value(279));
}

/** A JBIG2 picture as PDFs hold them: a page, and on it one region in Group 4 code. */
export function jbig2(width: number, height: number, code: Buffer): Buffer {
  const u32 = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => {
      bytes.writeUInt32BE(value, index * 4);
    });
    return bytes;
  };
  const segment = (number: number, type: number, content: Buffer): Buffer =>
    Buffer.concat([u32(number), Buffer.from([type, 0, 1]), u32(content.length), content]);
  const page = Buffer.concat([u32(width, height, 0, 0), Buffer.from([0, 0, 0])]);
  const region = Buffer.concat([u32(width, height, 0, 0), Buffer.from([0, 1]), code]);
  return Buffer.concat([segment(0, 48, page), segment(1, 38, region)]);
}

type Tag = readonly [tag: number, type: 3 | 4 | 5, value: number];
export type TiffPageParts = Readonly<{ tags: readonly Tag[]; strip: Buffer }>;

/** A TIFF of pages of one strip each; width, height, code and colour are the tags' to say. */
export function rawTiff(pages: readonly TiffPageParts[]): Buffer {
  const head: Buffer = Buffer.from('II*\0\0\0\0\0', 'latin1');
  const parts: Buffer[] = [head];
  let at = 8;
  let pointer = { buffer: head, offset: 4 };
  const push = (part: Buffer): number => {
    const start = at;
    parts.push(part);
    at += part.length;
    return start;
  };
  for (const { tags, strip } of pages) {
    const start = push(Buffer.concat([strip, Buffer.alloc(strip.length % 2)]));
    const all: Tag[] = [...tags, [273, 4, start], [279, 4, strip.length], [278, 3, 0xffff]];
    const directory = Buffer.alloc(2 + all.length * 12 + 4);
    directory.writeUInt16LE(all.length);
    all
      .toSorted(([a], [b]) => a - b)
      .forEach(([tag, type, value], index) => {
        const entry = 2 + index * 12;
        directory.writeUInt16LE(tag, entry);
        directory.writeUInt16LE(type, entry + 2);
        directory.writeUInt32LE(1, entry + 4);
        directory.writeUInt32LE(type === 5 ? push(ratio(value)) : value, entry + 8);
      });
    pointer.buffer.writeUInt32LE(push(directory), pointer.offset);
    pointer = { buffer: directory, offset: directory.length - 4 };
  }
  return Buffer.concat(parts);
}

function ratio(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32LE(1, 4);
  return bytes;
}

/** 48 × 32, left half red: what only other programs can write was written by ImageMagick. */
export const HEIC = Buffer.from(
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRt' +
    'AAAAAAACAAAAEGlkYXQAAAAAADAAIAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEAAAAAAAAAKQACAAEAAAAAAAAAAQAAAAAAAAAI' +
    'AAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNpcGNvAAAAc2h2' +
    'Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6g' +
    'IIEFlurkprmwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAMAAAACAAAAAQcGl4' +
    'aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAADFtZGF0AAAAJSgBrxOA' +
    '5Ta3/6SvX99aAe734xnZfkcB9aLf0wnfwlh9ZRR7Tn4=',
  'base64',
);

export const JPEG_2000 = Buffer.from(
  'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAABPanAyaAAAABZpaGRyAAAAIAAAADAABA8HAAAAAAAPY29scgEAAAAAABAAAAAi' +
    'Y2RlZgAEAAAAAAABAAEAAAACAAIAAAADAAMAAQAAAAABFGpwMmP/T/9RADIAAAAAADAAAAAgAAAAAAAAAAAAAAAwAAAAIAAAAAAAAAAA' +
    'AAQPAQEPAQEPAQEPAQH/UgAMAAAAAQAFBAQAAf9cABNAgIiIkIiIkIiIkIiIkIiIkP9kACUAAUNyZWF0ZWQgYnkgT3BlbkpQRUcgdmVy' +
    'c2lvbiAyLjUuMP+QAAoAAAAAAIoAAf+Tz/wQCAGz35AgBXmUvd+QIAV5lL3P/BAIAbOAz5gQBtHPmBAG0YCAw+MMAAzy3tG8ssPjDAAM' +
    '8t7RvLKAgM+YMBxM7Pcztc+YMBxM7PcztYCAz4gwK7DE+o8Bz4gwK7DE+o8BgIDH/ggMAEp2xSXCi8f+CAwASnbFJcKLgP/Z',
  'base64',
);
