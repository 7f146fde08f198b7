export type FileType = 'jpeg' | 'png' | 'tiff' | 'pdf';

const SIGNATURES: readonly (readonly [FileType, readonly number[]])[] = [
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['tiff', [0x49, 0x49, 0x2b, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2b]],
];

/** The type of a file by its first bytes, `null` for anything that is not taken in. */
export function sniffFileType(head: Uint8Array): FileType | null {
  for (const [type, signature] of SIGNATURES) {
    if (signature.every((byte, index) => head[index] === byte)) return type;
  }
  // PDF readers accept junk before the header within the first kilobyte; scanners and mail gateways add it.
  return Buffer.from(head).includes('%PDF-') ? 'pdf' : null;
}
