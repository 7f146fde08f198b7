import type { Raster } from '../stages/raster.ts';
import { bitmapRaster, type PdfiumApi, withHeap } from './pdfium-api.ts';

export type PdfImage = Readonly<{
  widthPx: number;
  heightPx: number;
  /** The file's own JPEG, where the image is stored as nothing but one. */
  jpeg: () => Uint8Array | null;
  /** The JBIG2 stream it is stored as. */
  jbig2: () => Uint8Array | null;
  /** Decoded pixels as stored; `null` for an image with transparency. Throws where they cannot be decoded. */
  pixels: () => Raster | null;
  /** Throws where it cannot be decoded. */
  requireDecodable: () => void;
  /** Throws where its end is missing. */
  requireEnd: () => void;
}>;

/** Filters whose result has as many bytes as the picture needs, or the picture is not whole. */
const EXACT_FILTERS = new Set([
  ...['FlateDecode', 'LZWDecode', 'RunLengthDecode', 'ASCII85Decode', 'ASCIIHexDecode'],
  ...['Fl', 'LZW', 'RL', 'A85', 'AHx'],
]);
/** Bits of a stored pixel that end as 8 bits (palettes, few greys), as 1 bit, and as colour. */
const STORED_BITS: Readonly<Record<number, readonly number[]>> = { 1: [1], 8: [8, 4, 2, 1] };
const COLOUR_BITS: readonly number[] = [24, 16, 12, 8, 6, 4, 3, 2, 1];

export function describeImage(api: PdfiumApi, page: number, image: number): PdfImage | null {
  const size = withHeap(api, 2, (at) =>
    api._FPDFImageObj_GetImagePixelSize(image, at, at + 4)
      ? { widthPx: api.HEAP32[at >> 2] ?? 0, heightPx: api.HEAP32[(at >> 2) + 1] ?? 0 }
      : null,
  );
  if (!size || size.widthPx < 1 || size.heightPx < 1) return null;
  return {
    ...size,
    jpeg: () => {
      // Two magic bytes more than a name decide.
      const bytes = storedAlone(api, image);
      return bytes && bytes[0] === 0xff && bytes[1] === 0xd8 ? bytes : null;
    },
    jbig2: () => (filtersOf(api, image)[0] === 'JBIG2Decode' ? storedAlone(api, image) : null),
    pixels: () => withBitmap(api, image, (bitmap) => bitmapRaster(api, bitmap)),
    requireDecodable: () => withBitmap(api, image, () => undefined),
    requireEnd: () => {
      if (endsEarly(api, { image, bits: bitsPerPixel(api, page, image), ...size }))
        throw new Error('premature end of the image data');
    },
  };
}

function withBitmap<T>(api: PdfiumApi, image: number, act: (bitmap: number) => T): T {
  const bitmap = api._FPDFImageObj_GetBitmap(image);
  // Drawn, such a page would be white and pass for an empty back: a sheet would be lost.
  if (bitmap === 0) throw new Error('the scan on this page cannot be decoded');
  try {
    return act(bitmap);
  } finally {
    api._FPDFBitmap_Destroy(bitmap);
  }
}

/** PDFium leaves white what is missing. A line less is forgiven: writers forget the last byte. */
function endsEarly(
  api: PdfiumApi,
  { image, bits, widthPx, heightPx }: Record<'image' | 'bits' | 'widthPx' | 'heightPx', number>,
): boolean {
  if (bits === 0 || !filtersOf(api, image).every((filter) => EXACT_FILTERS.has(filter)))
    return false;
  const bytes = api._FPDFImageObj_GetImageDataDecoded(image, 0, 0);
  const kinds = STORED_BITS[bits] ?? COLOUR_BITS;
  const lineOf = (stored: number): number => Math.ceil((widthPx * stored) / 8);
  return !kinds.some((stored, nth) => {
    const whole = lineOf(stored) * heightPx;
    // Of the narrower kinds only the very size counts, or half of a wider one would pass for it.
    return bytes >= whole - lineOf(stored) && (nth === 0 || bytes <= whole + lineOf(stored));
  });
}

function filtersOf(api: PdfiumApi, image: number): string[] {
  const count = api._FPDFImageObj_GetImageFilterCount(image);
  return Array.from({ length: count }, (_, index) =>
    withHeap(api, 16, (at) => {
      const length = api._FPDFImageObj_GetImageFilter(image, index, at, 64);
      const end = at + Math.max(0, Math.min(length, 64) - 1);
      return Buffer.from(api.HEAPU8.subarray(at, end)).toString('latin1');
    }),
  );
}

/** The struct's fifth field: size in pixels, resolution, bits of a pixel as PDFium holds it. */
function bitsPerPixel(api: PdfiumApi, page: number, image: number): number {
  return withHeap(api, 7, (at) =>
    api._FPDFImageObj_GetImageMetadata(image, page, at) ? (api.HEAP32[(at >> 2) + 4] ?? 0) : 0,
  );
}

/** The bytes as they lie in the file, where they went through one filter only. */
function storedAlone(api: PdfiumApi, image: number): Uint8Array | null {
  if (api._FPDFImageObj_GetImageFilterCount(image) !== 1) return null;
  const length = api._FPDFImageObj_GetImageDataRaw(image, 0, 0);
  if (length < 4) return null;
  const at = api.wasmExports.malloc(length);
  if (at === 0) return null;
  try {
    api._FPDFImageObj_GetImageDataRaw(image, at, length);
    return api.HEAPU8.slice(at, at + length);
  } finally {
    api.wasmExports.free(at);
  }
}
