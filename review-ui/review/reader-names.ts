/** The readers as a reading's source names them, by their words in the catalogue. */
const READERS = {
  qr: 'qr',
  'nw-7': 'barcode',
  'ocr-line': 'ocrLine',
  'pp-ocr': 'firstPrint',
  tesseract: 'secondPrint',
  zxing: 'stickerCode',
  'digit-net': 'digits',
  ink: 'ink',
  maker: 'maker',
  lexicon: 'lexicon',
  form: 'form',
} as const;
export type ReaderName = (typeof READERS)[keyof typeof READERS] | 'other';

/** Whom a candidate's source names: `qr+ocr-line`. A reader that is newer than the page is a machine to it. */
export function readersOf(source: string): ReaderName[] {
  return source.split('+').map((name) => (isReader(name) ? READERS[name] : 'other'));
}

const isReader = (name: string): name is keyof typeof READERS => Object.hasOwn(READERS, name);
