import { type FileHandle, open } from 'node:fs/promises';
import type { PageNumber } from '../stages/page-gaps.ts';

/** What a TIFF says of one of its pages, where our image library is silent about it. */
export type TiffPage = Readonly<{
  /** The place of the page in the file, for the image library. */
  index: number;
  compression: number | null;
  /** Samples an inch or a centimetre, across and down; faxes have fewer down than across. */
  across: number | null;
  down: number | null;
  /** What the scanner numbered it. */
  number: PageNumber | null;
}>;

export const GROUP_3 = 3;
export const OLD_STYLE_JPEG = 6;

const TAG = { subfile: 254, width: 256, compression: 259, across: 282, down: 283, number: 297 };
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const ENTRY_BYTES = 12;
const REDUCED = 1;

type Endian = { u16: (b: Buffer, at: number) => number; u32: (b: Buffer, at: number) => number };
type Directory = TiffPage & { reduced: boolean; widthPx: number };

/**
 * Walks the directories of a classic TIFF. Previews that programs store beside the page (`NewSubfileType`
 * says so, and they are smaller) are no pages. `null` where we and the image library, which found
 * `directories` of them, do not understand the file alike: then its word counts.
 */
export async function readTiffPages(path: string, directories: number): Promise<TiffPage[] | null> {
  await using file = await open(path);
  const head = await readAt(file, 0, 8);
  const endian = head && endianOf(head);
  if (!head || !endian) return null;
  const found: Directory[] = [];
  // The library follows the same chain and stops where it comes round.
  let at = endian.u32(head, 4);
  while (at !== 0 && found.length < directories) {
    const read = await readDirectory(file, endian, at, found.length);
    if (!read) return null;
    found.push(read.directory);
    at = read.next;
  }
  if (found.length !== directories) return null;
  const widest = Math.max(...found.map(({ widthPx }) => widthPx));
  return found
    .filter(({ reduced, widthPx }) => !(reduced && widthPx < widest))
    .map(({ reduced: _, widthPx: __, ...page }) => page);
}

function endianOf(head: Buffer): Endian | null {
  if (head.toString('latin1', 0, 4) === 'II*\0') {
    return { u16: (b, at) => b.readUInt16LE(at), u32: (b, at) => b.readUInt32LE(at) };
  }
  if (head.toString('latin1', 0, 4) === 'MM\0*') {
    return { u16: (b, at) => b.readUInt16BE(at), u32: (b, at) => b.readUInt32BE(at) };
  }
  return null;
}

async function readDirectory(
  file: FileHandle,
  endian: Endian,
  at: number,
  index: number,
): Promise<{ directory: Directory; next: number } | null> {
  const size = await readAt(file, at, 2);
  if (!size) return null;
  const count = endian.u16(size, 0);
  const entries = await readAt(file, at + 2, count * ENTRY_BYTES + 4);
  if (!entries) return null;
  const value = (tag: number): Promise<number | null> =>
    numberOf(file, endian, entries.subarray(0, count * ENTRY_BYTES), tag);
  const directory = {
    index,
    compression: await value(TAG.compression),
    across: await value(TAG.across),
    down: await value(TAG.down),
    number: pageNumberIn(entries.subarray(0, count * ENTRY_BYTES), endian),
    reduced: (((await value(TAG.subfile)) ?? 0) & REDUCED) !== 0,
    widthPx: (await value(TAG.width)) ?? 0,
  };
  return { directory, next: endian.u32(entries, count * ENTRY_BYTES) };
}

/** Two short values in one entry. */
function pageNumberIn(entries: Buffer, { u16 }: Endian): PageNumber | null {
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    if (u16(entries, at) === TAG.number && u16(entries, at + 2) === SHORT) {
      return { number: u16(entries, at + 8), of: u16(entries, at + 10) };
    }
  }
  return null;
}

/** The first value of a tag that holds a number. */
async function numberOf(
  file: FileHandle,
  { u16, u32 }: Endian,
  entries: Buffer,
  tag: number,
): Promise<number | null> {
  let at = 0;
  while (at < entries.length && u16(entries, at) !== tag) at += ENTRY_BYTES;
  if (at >= entries.length) return null;
  switch (u16(entries, at + 2)) {
    case SHORT:
      return u16(entries, at + 8);
    case LONG:
      return u32(entries, at + 8);
    case RATIONAL: {
      const ratio = await readAt(file, u32(entries, at + 8), 8);
      const value = ratio ? u32(ratio, 0) / u32(ratio, 4) : 0;
      return Number.isFinite(value) && value > 0 ? value : null;
    }
    default:
      return null;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : null;
}
