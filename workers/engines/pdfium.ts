import { PDFiumModule } from '@hyzyla/pdfium';
import type { Raster } from '../stages/raster.ts';
import { bitmapRaster, type PdfiumApi, withHeap } from './pdfium-api.ts';
import { hasEnd, holdsText, readIntoHeap, walkedPageCount } from './pdfium-file.ts';
import { describeImage, type PdfImage } from './pdfium-image.ts';

/** Why a PDF did not open, as PDFium says it. */
export class PdfOpenError extends Error {
  override readonly name = 'PdfOpenError';
  readonly encrypted: boolean;
  /** It begins like a PDF and does not end like one. */
  readonly cutShort: boolean;

  constructor(code: number, cutShort: boolean) {
    super(`pdfium error ${code}`);
    // 4: a password is needed. 5: a security scheme it does not know.
    this.encrypted = code === 4 || code === 5;
    this.cutShort = cutShort && !this.encrypted;
  }
}

export type PdfPage = Readonly<{
  /** Inches, as shown. */
  widthIn: number;
  heightIn: number;
  /** Quarter turns clockwise that the page asks for. */
  quarterTurns: number;
  /** The one image that fills the page, where there is nothing else to see. */
  scan: PdfImage | null;
  /** Every image that takes up more than a speck of the page, those inside forms too. */
  images: () => PdfImage[];
  /** Nothing on it, as far as PDFium can tell. */
  isEmpty: boolean;
  render: (widthPx: number, heightPx: number) => Raster;
  close: () => void;
}>;

export type PdfDocument = Readonly<{
  pageCount: number;
  /** The pages there are when each is looked for, where that can be told. */
  walkedPageCount: number | null;
  /** Other files are bundled in it, and the pages are only their wrapping. */
  isPortfolio: boolean;
  /** Locked, and opened without a password: what was asked for is only not to print or copy. */
  isEncrypted: boolean;
  page: (index: number) => PdfPage;
}>;

const TEXT = 1;
const IMAGE = 3;
const FORM = 5;
const INVISIBLE_TEXT = 3;
const POINTS_PER_INCH = 72;
/** A scan reaches the page's edges but for a rounding. */
const SCAN_COVERS = 0.97;
/** Below this share of the page an image is a mark or a letter. */
const SPECK = 0.01;
/** What a scanner writes, many times over; the rest of a page drawn of more is not looked through. */
const MOST_OBJECTS = 20_000;
const DEEPEST_FORM = 8;

/** Opens a PDF. One document per process: the decoder child serves one file and ends. */
export async function openPdf(path: string): Promise<PdfDocument> {
  // The package types a part of PDFium's functions; all of them are on the module it returns.
  const api = (await PDFiumModule({})) as unknown as PdfiumApi;
  api._FPDF_InitLibrary();
  const file = readIntoHeap(api, path);
  const document = api._FPDF_LoadMemDocument(file.at, file.byteSize, 0);
  if (document === 0) throw new PdfOpenError(api._FPDF_GetLastError(), !hasEnd(api, file));
  return {
    pageCount: api._FPDF_GetPageCount(document),
    walkedPageCount: walkedPageCount(api, file),
    isPortfolio:
      api._FPDFDoc_GetAttachmentCount(document) > 0 && holdsText(api, file, '/Collection'),
    isEncrypted: api._FPDF_GetSecurityHandlerRevision(document) >= 0,
    page: (index) => openPage(api, document, index),
  };
}

function openPage(api: PdfiumApi, document: number, index: number): PdfPage {
  const page = api._FPDF_LoadPage(document, index);
  if (page === 0) throw new Error(`pdfium cannot load page ${index + 1}`);
  const image = soleImage(api, page);
  const annotations = api._FPDFPage_GetAnnotCount(page);
  return {
    widthIn: api._FPDF_GetPageWidth(page) / POINTS_PER_INCH,
    heightIn: api._FPDF_GetPageHeight(page) / POINTS_PER_INCH,
    quarterTurns: api._FPDFPage_GetRotation(page),
    scan: image === null ? null : describeImage(api, page, image),
    images: () => imagesOf(api, page),
    isEmpty: annotations === 0 && api._FPDFPage_CountObjects(page) === 0,
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

type Box = Readonly<{ x0: number; y0: number; x1: number; y1: number }>;

function covers(api: PdfiumApi, page: number, image: number): boolean {
  const [on, of] = [boundsOf(api, image), pageBox(api, page)];
  if (!on || !of) return false;
  const [width, height] = [of.x1 - of.x0, of.y1 - of.y0];
  const across = (Math.min(of.x1, on.x1) - Math.max(of.x0, on.x0)) / width;
  const down = (Math.min(of.y1, on.y1) - Math.max(of.y0, on.y0)) / height;
  const over = Math.max((on.x1 - on.x0) / width, (on.y1 - on.y0) / height);
  return across >= SCAN_COVERS && down >= SCAN_COVERS && over <= 1 / SCAN_COVERS;
}

function pageBox(api: PdfiumApi, page: number): Box | null {
  return withHeap(api, 4, (at, floats) => {
    if (!api._FPDF_GetPageBoundingBox(page, at)) return null;
    const [x0 = 0, y1 = 0, x1 = 0, y0 = 0] = floats();
    return { x0, y0, x1, y1 };
  });
}

function boundsOf(api: PdfiumApi, object: number): Box | null {
  return withHeap(api, 4, (at, floats) => {
    if (!api._FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12)) return null;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = floats();
    return { x0, y0, x1, y1 };
  });
}

function imagesOf(api: PdfiumApi, page: number): PdfImage[] {
  const box = pageBox(api, page);
  const area = box ? areaOf(box) : 0;
  const found: PdfImage[] = [];
  for (const { object, depth } of objectsOf(api, page)) {
    if (api._FPDFPageObj_GetType(object) !== IMAGE) continue;
    const on = boundsOf(api, object);
    // Inside a form the bounds are the form's own: its size on the page is not known, so it is no speck.
    if (depth === 0 && on && areaOf(on) < SPECK * area) continue;
    const image = describeImage(api, page, object);
    if (image) found.push(image);
  }
  return found;
}

/** The page's objects and those inside its forms. */
function* objectsOf(api: PdfiumApi, page: number): Generator<{ object: number; depth: number }> {
  const count = api._FPDFPage_CountObjects(page);
  const open = Array.from({ length: Math.min(count, MOST_OBJECTS) }, (_, index) => ({
    object: api._FPDFPage_GetObject(page, index),
    depth: 0,
  }));
  for (let looked = 0; looked < MOST_OBJECTS; looked++) {
    const next = open.shift();
    if (!next) return;
    yield next;
    const { object, depth } = next;
    if (depth >= DEEPEST_FORM || api._FPDFPageObj_GetType(object) !== FORM) continue;
    const inside = Math.min(api._FPDFFormObj_CountObjects(object), MOST_OBJECTS - open.length);
    for (let index = 0; index < inside; index++) {
      open.push({ object: api._FPDFFormObj_GetObject(object, index), depth: depth + 1 });
    }
  }
}

const areaOf = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);

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
