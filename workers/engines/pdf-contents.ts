import { readFile } from 'node:fs/promises';
import {
  decodePDFRawStream,
  PDFArray,
  PDFDocument,
  PDFName,
  type PDFObject,
  PDFRawStream,
} from 'pdf-lib';

/** Operators that change how to draw, move the pen or open and close brackets: none leaves anything on paper. */
const SILENT = new Set(
  (
    'q Q cm w J j M d ri i gs BT ET Tf Td TD Tm T* Tc Tw Tz TL Tr Ts re m l c v y h W W* n ' +
    'BMC BDC EMC MP DP CS cs SC SCN sc scn G g RG rg K k BX EX true false null'
  ).split(' '),
);
const COMMENTS = /%[^\r\n]*/g;
const STRINGS = /\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>/g;
const NAMES = /\/[^\s()<>[\]{}/%]*/g;
const BRACKETS = /<<|>>|[[\]{}\0]/g;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** The packed form of nothing at all is shorter. */
const PACKED_NOTHING_BYTES = 24;

/**
 * Whether a page on which PDFium finds nothing was meant to be empty. Its drawing may as well be lost, in a
 * stream that cannot be unpacked or in objects that are no longer there, and the page would pass for a
 * blank back. Another parser is asked, and only for such a page: it is slow, takes the whole file, and cannot
 * decrypt.
 */
export async function isEmptyByDesign(path: string, index: number): Promise<boolean> {
  const pdf = await PDFDocument.load(await readFile(path), {
    ignoreEncryption: true,
    updateMetadata: false,
  });
  const { node } = pdf.getPage(index);
  const contents = node.get(PDFName.of('Contents'));
  if (contents === undefined) return true;
  const found = pdf.context.lookup(contents);
  const parts = found instanceof PDFArray ? found.asArray() : [contents];
  return parts.every((part) => isWithoutPaint(pdf.context.lookup(part)));
}

function isWithoutPaint(part: PDFObject | undefined): boolean {
  if (!(part instanceof PDFRawStream)) return false;
  const drawing = Buffer.from(decodePDFRawStream(part).decode()).toString('latin1');
  // An unpacker may as well return nothing for what it did not understand.
  if (drawing === '') return part.contents.length <= PACKED_NOTHING_BYTES;
  return [COMMENTS, STRINGS, NAMES, BRACKETS]
    .reduce((rest, taken) => rest.replaceAll(taken, ' '), drawing)
    .split(/\s+/)
    .every((word) => word === '' || NUMBER.test(word) || SILENT.has(word));
}
