import { PDFiumModule } from '@hyzyla/pdfium';
import type { Raster } from '../stages/raster.ts';
import { bitmapRaster, type PdfiumApi } from './pdfium-api.ts';

/** Why a PDF did not open, as PDFium says it. */
export class PdfOpenError extends Error {
  override readonly name = 'PdfOpenError';
  readonly encrypted: boolean;

  constructor(code: number) {
    super(`pdfium error ${code}`);
    // 4: a password is needed. 5: a security scheme it does not know.
    this.encrypted = code === 4 || code === 5;
  }
}

type PdfImage = Readonly<{
  widthPx: number;
  heightPx: number;
  /** The file's own JPEG, where the image is stored as nothing but one. */
  jpeg: Uint8Array | null;
  /** Decoded pixels as stored; `null` for an image with transparency. Throws where they cannot be decoded. */
  pixels: () => Raster | null;
}>;

export type PdfPage = Readonly<{
  /** Inches, as shown. */
  widthIn: number;
  heightIn: number;
  /** Quarter turns clockwise that the page asks for. */
  quarterTurns: number;
  /** The one image that fills the page, where there is nothing else to see. */
  scan: PdfImage | null;
  render: (widthPx: number, heightPx: number) => Raster;
  close: () => void;
}>;

export type PdfDocument = Readonly<{ pageCount: number; page: (index: number) => PdfPage }>;

const TEXT = 1;
const IMAGE = 3;
const INVISIBLE_TEXT = 3;
const POINTS_PER_INCH = 72;
/** A scan reaches the page's edges but for a rounding. */
const SCAN_COVERS = 0.97;

/** Opens a PDF. One document per process: the decoder child serves one file and ends. */
export async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  // The package types a part of PDFium's functions; all of them are on the module it returns.
  const api = (await PDFiumModule({})) as unknown as PdfiumApi;
  api._FPDF_InitLibrary();
  const file = api.wasmExports.malloc(bytes.length);
  if (file === 0) throw new Error('pdfium has no memory for the file');
  api.HEAPU8.set(bytes, file);
  const document = api._FPDF_LoadMemDocument(file, bytes.length, 0);
  if (document === 0) throw new PdfOpenError(api._FPDF_GetLastError());
  return {
    pageCount: api._FPDF_GetPageCount(document),
    page: (index) => openPage(api, document, index),
  };
}

function openPage(api: PdfiumApi, document: number, index: number): PdfPage {
  const page = api._FPDF_LoadPage(document, index);
  if (page === 0) throw new Error(`pdfium cannot load page ${index + 1}`);
  const image = soleImage(api, page);
  return {
    widthIn: api._FPDF_GetPageWidth(page) / POINTS_PER_INCH,
    heightIn: api._FPDF_GetPageHeight(page) / POINTS_PER_INCH,
    quarterTurns: api._FPDFPage_GetRotation(page),
    scan: image === null ? null : describeImage(api, image),
    render: (widthPx, heightPx) => renderPage(api, page, widthPx, heightPx),
    close: () => api._FPDF_ClosePage(page),
  };
}

/** The page's only visible object, if that is an image over the whole page. Hidden text is a scanner's OCR layer. */
function soleImage(api: PdfiumApi, page: number): number | null {
  if (api._FPDFPage_GetAnnotCount(page) > 0) return null;
  const images: number[] = [];
  const count = api._FPDFPage_CountObjects(page);
  for (let i = 0; i < count; i++) {
    const object = api._FPDFPage_GetObject(page, i);
    const type = api._FPDFPageObj_GetType(object);
    if (type === IMAGE) images.push(object);
    else if (type !== TEXT || api._FPDFTextObj_GetTextRenderMode(object) !== INVISIBLE_TEXT) {
      return null;
    }
  }
  const [image] = images;
  return image !== undefined && images.length === 1 && covers(api, page, image) ? image : null;
}

function covers(api: PdfiumApi, page: number, image: number): boolean {
  return withFloats(api, 8, (at, floats) => {
    if (!api._FPDF_GetPageBoundingBox(page, at)) return false;
    if (!api._FPDFPageObj_GetBounds(image, at + 16, at + 20, at + 24, at + 28)) return false;
    const [left = 0, top = 0, right = 0, bottom = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0] = floats();
    const across = (Math.min(right, x1) - Math.max(left, x0)) / (right - left);
    const down = (Math.min(top, y1) - Math.max(bottom, y0)) / (top - bottom);
    const over = Math.max((x1 - x0) / (right - left), (y1 - y0) / (top - bottom));
    return across >= SCAN_COVERS && down >= SCAN_COVERS && over <= 1 / SCAN_COVERS;
  });
}

function describeImage(api: PdfiumApi, image: number): PdfImage | null {
  const size = withFloats(api, 2, (at) =>
    api._FPDFImageObj_GetImagePixelSize(image, at, at + 4)
      ? { widthPx: api.HEAP32[at >> 2] ?? 0, heightPx: api.HEAP32[(at >> 2) + 1] ?? 0 }
      : null,
  );
  if (!size || size.widthPx < 1 || size.heightPx < 1) return null;
  return { ...size, jpeg: storedJpeg(api, image), pixels: () => imagePixels(api, image) };
}

function imagePixels(api: PdfiumApi, image: number): Raster | null {
  const bitmap = api._FPDFImageObj_GetBitmap(image);
  // Drawn, such a page would be white and pass for an empty back: a sheet would be lost.
  if (bitmap === 0) throw new Error('the scan on this page cannot be decoded');
  try {
    return bitmapRaster(api, bitmap);
  } finally {
    api._FPDFBitmap_Destroy(bitmap);
  }
}

/** Raw bytes where JPEG is the only filter; two magic bytes more than a name decide. */
function storedJpeg(api: PdfiumApi, image: number): Uint8Array | null {
  if (api._FPDFImageObj_GetImageFilterCount(image) !== 1) return null;
  const length = api._FPDFImageObj_GetImageDataRaw(image, 0, 0);
  if (length < 4) return null;
  const at = api.wasmExports.malloc(length);
  if (at === 0) return null;
  try {
    api._FPDFImageObj_GetImageDataRaw(image, at, length);
    const bytes = api.HEAPU8.slice(at, at + length);
    return bytes[0] === 0xff && bytes[1] === 0xd8 ? bytes : null;
  } finally {
    api.wasmExports.free(at);
  }
}

const BGRX = 3;
const WHITE = 0xffffffff;
const RENDER_ANNOTATIONS = 1;

function renderPage(api: PdfiumApi, page: number, widthPx: number, heightPx: number): Raster {
  const stride = widthPx * 4;
  const at = api.wasmExports.malloc(stride * heightPx);
  if (at === 0) throw new Error('pdfium has no memory for the page');
  const bitmap = api._FPDFBitmap_CreateEx(widthPx, heightPx, BGRX, at, stride);
  try {
    api._FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, heightPx, WHITE);
    api._FPDF_RenderPageBitmap(bitmap, page, 0, 0, widthPx, heightPx, 0, RENDER_ANNOTATIONS);
    const raster = bitmapRaster(api, bitmap);
    if (!raster) throw new Error('pdfium rendered nothing');
    return raster;
  } finally {
    api._FPDFBitmap_Destroy(bitmap);
    api.wasmExports.free(at);
  }
}

/** Room for `count` 4-byte numbers; `floats()` reads them, after any growth of the heap. */
function withFloats<T>(
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
