import type { Raster } from '../stages/raster.ts';

/** The part of PDFium's C interface used here. Pointers and handles are numbers into the WebAssembly heap. */
export type PdfiumApi = {
  _FPDF_InitLibrary: () => void;
  _FPDF_LoadMemDocument: (at: number, size: number, password: number) => number;
  _FPDF_CloseDocument: (document: number) => void;
  _FPDFDoc_GetAttachmentCount: (document: number) => number;
  _FPDF_GetLastError: () => number;
  _FPDF_GetSecurityHandlerRevision: (document: number) => number;
  _FPDF_GetPageCount: (document: number) => number;
  _FPDF_LoadPage: (document: number, index: number) => number;
  _FPDF_ClosePage: (page: number) => void;
  _FPDF_GetPageWidth: (page: number) => number;
  _FPDF_GetPageHeight: (page: number) => number;
  _FPDF_GetPageBoundingBox: (page: number, rect: number) => number;
  _FPDFPage_GetRotation: (page: number) => number;
  _FPDFPage_GetAnnotCount: (page: number) => number;
  _FPDFPage_CountObjects: (page: number) => number;
  _FPDFPage_GetObject: (page: number, index: number) => number;
  _FPDFPageObj_GetType: (object: number) => number;
  _FPDFPageObj_GetBounds: (object: number, l: number, b: number, r: number, t: number) => number;
  _FPDFFormObj_CountObjects: (form: number) => number;
  _FPDFFormObj_GetObject: (form: number, index: number) => number;
  _FPDFTextObj_GetTextRenderMode: (object: number) => number;
  _FPDFImageObj_GetBitmap: (object: number) => number;
  _FPDFImageObj_GetImagePixelSize: (object: number, width: number, height: number) => number;
  _FPDFImageObj_GetImageFilterCount: (object: number) => number;
  _FPDFImageObj_GetImageFilter: (o: number, index: number, at: number, length: number) => number;
  _FPDFImageObj_GetImageMetadata: (object: number, page: number, at: number) => number;
  _FPDFImageObj_GetImageDataRaw: (object: number, at: number, length: number) => number;
  _FPDFImageObj_GetImageDataDecoded: (object: number, at: number, length: number) => number;
  _FPDFBitmap_CreateEx: (w: number, h: number, format: number, at: number, s: number) => number;
  _FPDFBitmap_FillRect: (b: number, x: number, y: number, w: number, h: number, c: number) => void;
  _FPDFBitmap_Destroy: (bitmap: number) => void;
  _FPDFBitmap_GetBuffer: (bitmap: number) => number;
  _FPDFBitmap_GetWidth: (bitmap: number) => number;
  _FPDFBitmap_GetHeight: (bitmap: number) => number;
  _FPDFBitmap_GetStride: (bitmap: number) => number;
  _FPDFBitmap_GetFormat: (bitmap: number) => number;
  _FPDF_RenderPageBitmap: (
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ) => void;
  wasmExports: { malloc: (size: number) => number; free: (at: number) => void };
  /** Replaced when the heap grows: never kept across a call. */
  HEAPU8: Uint8Array<ArrayBuffer>;
  HEAP32: Int32Array<ArrayBuffer>;
};

const BYTES_PER_PIXEL: Record<number, number> = { 1: 1, 2: 3, 3: 4 };

/** A PDFium bitmap as grey or RGB; `null` for one with transparency, which means nothing without its page. */
export function bitmapRaster(api: PdfiumApi, bitmap: number): Raster | null {
  const step = BYTES_PER_PIXEL[api._FPDFBitmap_GetFormat(bitmap)];
  const at = api._FPDFBitmap_GetBuffer(bitmap);
  if (step === undefined || at === 0) return null;
  const widthPx = api._FPDFBitmap_GetWidth(bitmap);
  const heightPx = api._FPDFBitmap_GetHeight(bitmap);
  const stride = api._FPDFBitmap_GetStride(bitmap);
  const bytes = api.HEAPU8.subarray(at, at + stride * heightPx);
  const channels = step === 1 || isGrey(bytes, widthPx, heightPx, stride, step) ? 1 : 3;
  const data = new Uint8Array(widthPx * heightPx * channels);
  for (let y = 0; y < heightPx; y++) {
    const row = bytes.subarray(y * stride, y * stride + widthPx * step);
    copyRow(row, step, data.subarray(y * widthPx * channels), channels);
  }
  return { widthPx, heightPx, channels, data };
}

/** PDFium stores blue first. */
function copyRow(row: Uint8Array, step: number, into: Uint8Array, channels: 1 | 3): void {
  let out = 0;
  for (let i = 0; i < row.length; i += step) {
    if (channels === 3) {
      into[out++] = row[i + 2] ?? 255;
      into[out++] = row[i + 1] ?? 255;
    }
    into[out++] = row[i] ?? 255;
  }
}

function isGrey(
  bytes: Uint8Array,
  widthPx: number,
  heightPx: number,
  stride: number,
  step: number,
): boolean {
  for (let y = 0; y < heightPx; y++) {
    const end = y * stride + widthPx * step;
    for (let i = y * stride; i < end; i += step) {
      if (bytes[i] !== bytes[i + 1] || bytes[i] !== bytes[i + 2]) return false;
    }
  }
  return true;
}

/** Room for `count` 4-byte numbers; `floats()` reads them, after any growth of the heap. */
export function withHeap<T>(
  api: PdfiumApi,
  count: number,
  act: (at: number, floats: () => number[]) => T,
): T {
  const at = api.wasmExports.malloc(count * 4);
  try {
    return act(at, () => [...new Float32Array(api.HEAPU8.buffer, at, count)]);
  } finally {
    api.wasmExports.free(at);
  }
}
