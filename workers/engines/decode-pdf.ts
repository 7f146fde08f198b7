import { writeFile } from 'node:fs/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import { toGrey } from '../stages/grey.ts';
import type { Raster } from '../stages/raster.ts';
import { turn } from '../stages/turn.ts';
import { plausibleDpi } from './decode-image.ts';
import type { WrittenPage } from './decode-messages.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';
import { openPdf, type PdfDocument, PdfOpenError, type PdfPage } from './pdfium.ts';
import { decodeRaster, encodePng, readHeader, resizeRaster } from './sharp.ts';

/** Resolution for pages that must be drawn; lower where the page is so large that it would break the limit. */
const RENDER_DPI = { most: 300, least: 200 };
/** The picture is compared with the page as drawn at this width. */
const COMPARE_WIDTH_PX = 160;
/** Mean difference, of 255, that two ways of shrinking one picture may make. */
const SAME_PICTURE = 14;
/** Two JPEG decoders differ by rounding only. */
const SAME_PIXELS = 3;

export async function pdfSource(bytes: Uint8Array, limits: SourceLimits): Promise<OpenSource> {
  const document = await openDocument(bytes);
  return {
    pageCount: document.pageCount,
    writePage: async (index, into) => {
      const page = document.page(index);
      try {
        return (
          (await writeEmbedded(page, limits, into)) ?? (await writeRendered(page, limits, into))
        );
      } finally {
        page.close();
      }
    },
  };
}

async function openDocument(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await openPdf(bytes);
  } catch (error) {
    if (error instanceof PdfOpenError && error.encrypted) {
      throw new RejectedInputError('input.encrypted_pdf', { cause: error });
    }
    throw error;
  }
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
  const { scan } = page;
  if (!scan) return null;
  if (scan.widthPx * scan.heightPx > limits.maxPixels) {
    throw new RejectedInputError('input.too_many_pixels');
  }
  const stored = scan.pixels();
  if (!stored) return null;
  const pixels = turn(stored, page.quarterTurns);
  if (!(await looksLike(pixels, page))) return null;
  const { widthPx, heightPx } = pixels;
  const dpi = plausibleDpi(widthPx / page.widthIn);
  if (scan.jpeg && page.quarterTurns === 0 && (await isSameJpeg(scan.jpeg, pixels))) {
    await writeFile(into, scan.jpeg);
    return { mediaType: 'image/jpeg', widthPx, heightPx, dpi };
  }
  await writeFile(into, await encodePng(pixels, dpi));
  return { mediaType: 'image/png', widthPx, heightPx, dpi };
}

async function looksLike(pixels: Raster, page: PdfPage): Promise<boolean> {
  const width = COMPARE_WIDTH_PX;
  const height = Math.round((width * page.heightIn) / page.widthIn);
  if (!(height >= 1 && height <= 20 * width)) return false;
  const drawn = toGrey(page.render(width, height));
  const shrunk = toGrey(await resizeRaster(pixels, width, height));
  return meanDifference(drawn.data, shrunk.data) <= SAME_PICTURE;
}

/** A JPEG inside a PDF may lean on the PDF's colour space or decode array: it must stand alone to be passed on. */
async function isSameJpeg(jpeg: Uint8Array, pixels: Raster): Promise<boolean> {
  const header = await readHeader(jpeg);
  if (header.orientation !== 1 || header.channels > 3) return false;
  const alone = toGrey(await decodeRaster(jpeg));
  const here = toGrey(pixels);
  return (
    alone.data.length === here.data.length && meanDifference(alone.data, here.data) <= SAME_PIXELS
  );
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
