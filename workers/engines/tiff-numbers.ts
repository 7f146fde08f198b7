import { type FileHandle, open } from 'node:fs/promises';
import type { PageNumber } from '../stages/page-gaps.ts';

const PAGE_NUMBER = 297;
const SHORT = 3;
const ENTRY_BYTES = 12;

type Order = Readonly<{
  u16: (bytes: Buffer, at: number) => number;
  u32: (bytes: Buffer, at: number) => number;
}>;

const LITTLE: Order = { u16: (b, at) => b.readUInt16LE(at), u32: (b, at) => b.readUInt32LE(at) };
const BIG: Order = { u16: (b, at) => b.readUInt16BE(at), u32: (b, at) => b.readUInt32BE(at) };

/**
 * What a classic TIFF says of the numbers of its pages (tag `PageNumber`), which our image library keeps to itself.
 * `null` for a page without one; empty where we do not find the pages that the library found.
 */
export async function tiffPageNumbers(
  path: string,
  pageCount: number,
): Promise<(PageNumber | null)[]> {
  await using file = await open(path);
  const head = await readAt(file, 0, 8);
  const order = head && orderOf(head);
  if (!head || !order) return [];
  const found: (PageNumber | null)[] = [];
  // The library follows the same chain and stops where it comes round.
  for (let at = order.u32(head, 4); at !== 0 && found.length < pageCount; ) {
    const directory = await readDirectory(file, order, at);
    if (!directory) return [];
    found.push(numberIn(directory.entries, order));
    at = directory.next;
  }
  return found.length === pageCount ? found : [];
}

function orderOf(head: Buffer): Order | null {
  const mark = head.toString('latin1', 0, 4);
  if (mark === 'II*\0') return LITTLE;
  return mark === 'MM\0*' ? BIG : null;
}

async function readDirectory(file: FileHandle, { u16, u32 }: Order, at: number) {
  const size = await readAt(file, at, 2);
  if (!size) return null;
  const length = u16(size, 0) * ENTRY_BYTES;
  const bytes = await readAt(file, at + 2, length + 4);
  return bytes && { entries: bytes.subarray(0, length), next: u32(bytes, length) };
}

function numberIn(entries: Buffer, { u16 }: Order): PageNumber | null {
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    if (u16(entries, at) === PAGE_NUMBER && u16(entries, at + 2) === SHORT) {
      return { number: u16(entries, at + 8), of: u16(entries, at + 10) };
    }
  }
  return null;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : null;
}
