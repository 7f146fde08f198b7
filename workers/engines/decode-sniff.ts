import { RejectedInputError } from '../../runtime/errors.ts';

export type FileType = 'jpeg' | 'png' | 'tiff' | 'heif' | 'pdf';

type Mark = readonly [bytes: readonly number[] | string, at?: number];

const PICTURES: readonly (readonly [FileType, Mark])[] = [
  ['jpeg', [[0xff, 0xd8, 0xff]]],
  ['png', [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]],
  ['tiff', [[0x49, 0x49, 0x2a, 0x00]]],
  ['tiff', [[0x4d, 0x4d, 0x00, 0x2a]]],
  ['tiff', [[0x49, 0x49, 0x2b, 0x00]]],
  ['tiff', [[0x4d, 0x4d, 0x00, 0x2b]]],
];
/** Of the ISO media files only still pictures; the brand says which. */
const HEIF_BRANDS = /^(hei[cmsx]|hev[cm]|mif1|msf1|avif|avis)$/;

const ZIP: readonly Mark[] = [['PK\x03\x04'], ['PK\x05\x06']];
const OTHER_ARCHIVES: readonly Mark[] = [
  ['7z\xbc\xaf\x27\x1c'],
  ['Rar!\x1a\x07'],
  [[0x1f, 0x8b]],
  ['BZh'],
  ['\xfd7zXZ\0'],
  [[0x28, 0xb5, 0x2f, 0xfd]],
  ['-lh', 2],
  ['ustar', 257],
  ['MSCF'],
];
/** Word, Excel and PowerPoint before 2007. */
const OLD_OFFICE: Mark = [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]];
/** What the first member of an office document's ZIP is called or says. */
const OFFICE_IN_ZIP =
  /\[Content_Types\]\.xml|_rels\/|docProps\/|(word|xl|ppt)\/|mimetypeapplication\/vnd\.oasis/;

/** The type of a file by its first bytes. What is not taken in is refused by its name where it has one. */
export function sniffFileType(head: Uint8Array): FileType {
  const text = Buffer.from(head).toString('latin1');
  for (const [type, mark] of PICTURES) {
    if (isMarked(text, mark)) return type;
  }
  if (text.startsWith('ftyp', 4) && HEIF_BRANDS.test(text.slice(8, 12))) return 'heif';
  refuseBundles(text);
  // PDF readers accept junk before the header within the first kilobyte, and any version after it.
  if (text.includes('%PDF')) return 'pdf';
  throw new RejectedInputError('input.unsupported_type');
}

/** Before PDF: one that was packed unpacked begins like a PDF further down. */
function refuseBundles(text: string): void {
  if (isMarked(text, OLD_OFFICE)) throw new RejectedInputError('input.office_document');
  if (ZIP.some((mark) => isMarked(text, mark))) {
    throw new RejectedInputError(
      OFFICE_IN_ZIP.test(text) ? 'input.office_document' : 'input.archive',
    );
  }
  if (OTHER_ARCHIVES.some((mark) => isMarked(text, mark))) {
    throw new RejectedInputError('input.archive');
  }
}

function isMarked(text: string, [bytes, at = 0]: Mark): boolean {
  const mark = typeof bytes === 'string' ? bytes : String.fromCharCode(...bytes);
  return text.startsWith(mark, at);
}
