import { writeFile } from 'node:fs/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import { toGrey } from '../stages/grey.ts';
import type { Raster } from '../stages/raster.ts';
import { turn } from '../stages/turn.ts';
import { plausibleDpi } from './decode-image.ts';
import type { WrittenPage } from './decode-messages.ts';
import { requireWhole } from './decode-whole.ts';
import { type FaxRegion, faxRegionOf, tiffAround } from './jbig2.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';
import { isEmptyByDesign } from './pdf-contents.ts';
import { openPdf, type PdfDocument, PdfOpenError, type PdfPage } from './pdfium.ts';
import type { PdfImage } from './pdfium-image.ts';
import { decodeSmall, encodePng, readHeader, reencode, resizeRaster } from './sharp.ts';

/** Resolution for pages that must be drawn; lower where the page is so large that it would break the limit. */
const RENDER_DPI = { most: 300, least: 200 };
/** The picture is compared with the page as drawn at this width. */
const COMPARE_WIDTH_PX = 160;
/** Mean difference, of 255, that two ways of shrinking one picture may make. */
const SAME_PICTURE = 14;
/** Two JPEG decoders differ by rounding only; that shows at this width too. */
const SAME_PIXELS = 3;
const SAME_JPEG_WIDTH_PX = 800;

export async function pdfSource(path: string, limits: SourceLimits): Promise<OpenSource> {
  const document = await openDocument(path);
  return {
    pageCount: document.pageCount,
    writePage: async (index, into) => {
      const page = document.page(index);
      try {
        const scanned = await writeEmbedded(page, limits, into);
        if (scanned) return scanned;
        if (page.isEmpty && !document.isEncrypted) await requireEmptyByDesign(path, index);
        for (const image of page.images()) await requireDrawable(image, limits);
        return await writeRendered(page, limits, into);
      } finally {
        page.close();
      }
    },
  };
}

async function requireDrawable(image: PdfImage, limits: SourceLimits): Promise<void> {
  await requireWholeImage(image, limits);
  const jbig2 = image.jbig2();
  if (jbig2 && faxRegionOf(jbig2)) throw new RejectedInputError('input.unreadable_image');
  image.requireDecodable();
}

async function openDocument(path: string): Promise<PdfDocument> {
  const document = await openPdf(path).catch((error: unknown) => {
    if (!(error instanceof PdfOpenError)) throw error;
    throw new RejectedInputError(openingCode(error), { cause: error });
  });
  if (document.isPortfolio) throw new RejectedInputError('input.archive');
  const { pageCount, walkedPageCount } = document;
  if (walkedPageCount !== null && walkedPageCount !== pageCount) {
    // Fewer would be pages left out in silence; more, pages that are lost.
    const cause = new Error(`${pageCount} pages announced, ${walkedPageCount} found`);
    throw new RejectedInputError('input.damaged', { cause });
  }
  return document;
}

function openingCode({ encrypted, cutShort }: PdfOpenError) {
  if (encrypted) return 'input.encrypted_pdf';
  return cutShort ? 'input.truncated' : 'input.damaged';
}

async function requireEmptyByDesign(path: string, index: number): Promise<void> {
  const empty = await isEmptyByDesign(path, index).catch((cause: unknown) => {
    throw new RejectedInputError('input.damaged', { cause });
  });
  if (!empty) throw new RejectedInputError('input.damaged');
}

/** Within the limits, and there to its last line. */
async function requireWholeImage(image: PdfImage, limits: SourceLimits): Promise<void> {
  if (image.widthPx * image.heightPx > limits.maxPixels) {
    throw new RejectedInputError('input.too_many_pixels');
  }
  image.requireEnd();
  const jpeg = image.jpeg();
  if (jpeg) await requireWhole(jpeg);
}

/**
 * The scanner's own pixels, where the page is one image and nothing else. Stencils, inverted palettes, masks
 * and clips make an image look different on its page: it is taken only if it looks the same.
 */
async function writeEmbedded(
  page: PdfPage,
  limits: SourceLimits,
  into: string,
): Promise<WrittenPage | null> {
  const { scan, quarterTurns } = page;
  if (!scan) return null;
  await requireWholeImage(scan, limits);
  const jbig2 = scan.jbig2();
  const fax = jbig2 && faxRegionOf(jbig2);
  if (fax) return await writeFax(fax, page, into);
  const stored = scan.pixels();
  if (!stored) return null;
  if (!(await looksLike(stored, page))) return null;
  const turned = quarterTurns % 2 !== 0;
  const widthPx = turned ? stored.heightPx : stored.widthPx;
  const heightPx = turned ? stored.widthPx : stored.heightPx;
  const dpi = plausibleDpi(widthPx / page.widthIn);
  const jpeg = scan.jpeg();
  if (jpeg && (await isSameJpeg(jpeg, stored))) {
    const how = { as: 'jpeg', dpi, quarterTurns } as const;
    await writeFile(into, quarterTurns === 0 ? jpeg : (await reencode(jpeg, 0, how)).bytes);
    return { mediaType: 'image/jpeg', widthPx, heightPx, dpi };
  }
  await writeFile(into, await encodePng(turn(stored, quarterTurns), dpi));
  return { mediaType: 'image/png', widthPx, heightPx, dpi };
}

/** What PDFium would leave white is decoded by the library that decodes faxes. */
async function writeFax(fax: FaxRegion, page: PdfPage, into: string): Promise<WrittenPage> {
  const tiff = tiffAround(fax);
  await requireWhole(tiff);
  const { widthPx } = fax;
  const { widthIn, heightIn, quarterTurns } = page;
  const dpi = plausibleDpi(widthPx / (quarterTurns % 2 === 0 ? widthIn : heightIn));
  const { bytes, ...size } = await reencode(tiff, 0, { as: 'png', dpi, quarterTurns });
  await writeFile(into, bytes);
  return { mediaType: 'image/png', ...size, dpi };
}

/** Made small before it is turned: a large page turned whole is in memory twice. */
async function looksLike(stored: Raster, page: PdfPage): Promise<boolean> {
  const width = COMPARE_WIDTH_PX;
  const height = Math.round((width * page.heightIn) / page.widthIn);
  if (!(height >= 1 && height <= 20 * width)) return false;
  const drawn = toGrey(page.render(width, height));
  const [across, down] = page.quarterTurns % 2 === 0 ? [width, height] : [height, width];
  const shrunk = toGrey(turn(await resizeRaster(stored, across, down), page.quarterTurns));
  return meanDifference(drawn.data, shrunk.data) <= SAME_PICTURE;
}

/** A JPEG inside a PDF may lean on the PDF's colour space or decode array: it must stand alone to be passed on. */
async function isSameJpeg(jpeg: Uint8Array, stored: Raster): Promise<boolean> {
  const { orientation, channels, widthPx, heightPx } = await readHeader(jpeg);
  if (orientation !== 1 || channels > 3) return false;
  if (widthPx !== stored.widthPx || heightPx !== stored.heightPx) return false;
  const width = Math.min(widthPx, SAME_JPEG_WIDTH_PX);
  const height = Math.max(1, Math.round((heightPx * width) / widthPx));
  const alone = toGrey(await decodeSmall(jpeg, width, height));
  const here = toGrey(await resizeRaster(stored, width, height));
  return meanDifference(alone.data, here.data) <= SAME_PIXELS;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length || a.length === 0) return 255;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / a.length;
}

async function writeRendered(
  page: PdfPage,
  limits: SourceLimits,
  into: string,
): Promise<WrittenPage> {
  const area = page.widthIn * page.heightIn;
  if (!(area > 0)) throw new Error('the page has no size');
  const dpi = Math.floor(Math.min(RENDER_DPI.most, Math.sqrt(limits.maxPixels / area)));
  if (dpi < RENDER_DPI.least) throw new RejectedInputError('input.too_many_pixels');
  const widthPx = Math.max(1, Math.floor(page.widthIn * dpi));
  const heightPx = Math.max(1, Math.floor(page.heightIn * dpi));
  await writeFile(into, await encodePng(page.render(widthPx, heightPx), dpi));
  return { mediaType: 'image/png', widthPx, heightPx, dpi };
}
