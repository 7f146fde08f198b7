import { RejectedInputError } from '../../runtime/errors.ts';

/** The part of a JBIG2 stream that PDFium shows as white paper: a region in fax code over the whole page. */
export type FaxRegion = Readonly<{ widthPx: number; heightPx: number; code: Uint8Array }>;

type Segment = Readonly<{ type: number; content: Buffer }>;

const REGIONS = new Set([4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43]);
const GENERIC_REGIONS = new Set([36, 38, 39]);
const REGION_INFO_BYTES = 17;
const IN_FAX_CODE = 1;
/** A region whose length its writer did not know. */
const UNKNOWN_LENGTH = 0xff_ff_ff_ff;
/** Writers pad. */
const MOST_PADDING = 16;

/**
 * What must be known of a JBIG2 picture before PDFium may be believed that it is white: it says so of a
 * stream it cannot parse as well, and of every generic region in fax code (MMR), which it decodes and then
 * does not put on the page. `null` for a sound stream that holds none of these.
 */
export function faxRegionOf(bytes: Uint8Array): FaxRegion | null {
  const segments = segmentsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const regions = segments.filter(({ type }) => REGIONS.has(type));
  const [region] = regions.filter(isInFaxCode);
  if (!region) return null;
  // Put together of several parts: nobody here puts them together.
  if (regions.length > 1) throw new RejectedInputError('input.unreadable_image');
  return {
    widthPx: region.content.readUInt32BE(0),
    heightPx: region.content.readUInt32BE(4),
    code: region.content.subarray(REGION_INFO_BYTES + 1),
  };
}

const isInFaxCode = ({ type, content }: Segment): boolean =>
  GENERIC_REGIONS.has(type) &&
  content.length > REGION_INFO_BYTES &&
  ((content[REGION_INFO_BYTES] ?? 0) & IN_FAX_CODE) !== 0;

function segmentsOf(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  try {
    while (at + MOST_PADDING < bytes.length) {
      const { type, length, start } = headerAt(bytes, at);
      if (length === UNKNOWN_LENGTH) {
        segments.push({ type, content: bytes.subarray(start) });
        return segments;
      }
      if (start + length > bytes.length) throw new RangeError('a segment ends after the stream');
      segments.push({ type, content: bytes.subarray(start, start + length) });
      at = start + length;
    }
  } catch (cause) {
    throw new RejectedInputError('input.damaged', { cause });
  }
  return segments;
}

function headerAt(bytes: Buffer, begin: number): { type: number; length: number; start: number } {
  const number = bytes.readUInt32BE(begin);
  const flags = bytes.readUInt8(begin + 4);
  let at = begin + 5;
  let references = bytes.readUInt8(at) >> 5;
  if (references === 7) {
    references = bytes.readUInt32BE(at) & 0x1f_ff_ff_ff;
    at += 4 + Math.ceil((references + 1) / 8);
  } else {
    at += 1;
  }
  at += references * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4);
  at += (flags & 0x40) === 0 ? 1 : 4;
  return { type: flags & 0x3f, length: bytes.readUInt32BE(at), start: at + 4 };
}

/** A TIFF around Group 4 code, white where no ink is, for a library that reads nothing barer. */
export function tiffAround({ widthPx, heightPx, code }: FaxRegion): Uint8Array {
  const tags = [
    [256, widthPx],
    [257, heightPx],
    [258, 1],
    [259, 4],
    [262, 0],
    [273, 8],
    [277, 1],
    [278, heightPx],
    [279, code.length],
  ] as const;
  const padded = code.length + (code.length % 2);
  const tiff = Buffer.alloc(8 + padded + 2 + tags.length * 12 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8 + padded, 4);
  tiff.set(code, 8);
  tiff.writeUInt16LE(tags.length, 8 + padded);
  tags.forEach(([tag, value], index) => {
    const at = 8 + padded + 2 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  });
  return tiff;
}
