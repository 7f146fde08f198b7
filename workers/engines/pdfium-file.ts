import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { PdfiumApi } from './pdfium-api.ts';

/** A file in the WebAssembly heap. */
export type HeapFile = Readonly<{ at: number; byteSize: number }>;

const READ_AT_ONCE = 4 * 1024 * 1024;

/** Reads a file straight into the heap: a large one is in memory once, and nowhere else. */
export function readIntoHeap(api: PdfiumApi, path: string): HeapFile {
  const file = openSync(path, 'r');
  try {
    const byteSize = fstatSync(file).size;
    const at = api.wasmExports.malloc(byteSize);
    if (at === 0) throw new Error('pdfium has no memory for the file');
    for (let done = 0; done < byteSize; ) {
      const piece = Math.min(READ_AT_ONCE, byteSize - done);
      const read = readSync(file, api.HEAPU8, at + done, piece, done);
      if (read === 0) throw new Error('the file ended while it was read');
      done += read;
    }
    return { at, byteSize };
  } finally {
    closeSync(file);
  }
}

const COUNT = Buffer.from('/Count');
const MASKED = Buffer.from('/C0unt');

/**
 * How many pages the page tree holds when it is walked. PDFium believes the number written beside the tree,
 * and with a wrong one it would leave pages out and say nothing: for a moment the number is made illegible
 * and the file opened again. A tree packed into an object stream keeps its number. `null`: it did not open.
 */
export function walkedPageCount(api: PdfiumApi, { at, byteSize }: HeapFile): number | null {
  const places = placesOf(heapBytes(api, at, byteSize), COUNT);
  const overwrite = (word: Buffer): void => {
    const bytes = heapBytes(api, at, byteSize);
    for (const place of places) word.copy(bytes, place);
  };
  overwrite(MASKED);
  try {
    const document = api._FPDF_LoadMemDocument(at, byteSize, 0);
    if (document === 0) return null;
    const count = api._FPDF_GetPageCount(document);
    api._FPDF_CloseDocument(document);
    return count;
  } finally {
    overwrite(COUNT);
  }
}

export function holdsText(api: PdfiumApi, { at, byteSize }: HeapFile, text: string): boolean {
  return heapBytes(api, at, byteSize).includes(text, 0, 'latin1');
}

/** Whether the file ends as a PDF must: without it, its last part never arrived. */
export function hasEnd(api: PdfiumApi, { at, byteSize }: HeapFile): boolean {
  const tail = Math.min(byteSize, 2048);
  return heapBytes(api, at + byteSize - tail, tail).includes('%%EOF');
}

/** Only until the next call: the heap may grow and move. */
function heapBytes(api: PdfiumApi, at: number, length: number): Buffer {
  return Buffer.from(api.HEAPU8.buffer, at, length);
}

function placesOf(bytes: Buffer, word: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) {
    places.push(at);
  }
  return places;
}
