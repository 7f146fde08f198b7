import { copyFile, writeFile } from 'node:fs/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import { missingPages } from '../stages/page-gaps.ts';
import type { PageMediaType } from './decode-messages.ts';
import type { FileType } from './decode-sniff.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';
import { decodeRaster, encodePng, type ImageHeader, readHeader, reencode } from './sharp.ts';
import { tiffPageNumbers } from './tiff-numbers.ts';

const PLAUSIBLE_DPI = { min: 50, max: 2_400 };

/** JPEG, PNG and TIFF. Bytes that any browser shows right are passed on as they are. */
export async function imageSource(
  path: string,
  type: Exclude<FileType, 'pdf'>,
  limits: SourceLimits,
): Promise<OpenSource> {
  const first = await readHeader(path);
  const pageCount = type === 'tiff' ? first.pages : 1;
  const numbers = pageCount > 1 ? await tiffPageNumbers(path, pageCount) : [];
  return {
    pageCount,
    missingPages: missingPages(numbers, limits.maxPages),
    writePage: async (index, into) => {
      const header = index === 0 ? first : await readHeader(path, index);
      if (header.widthPx * header.heightPx > limits.maxPixels) {
        throw new RejectedInputError('input.too_many_pixels');
      }
      const mediaType = await write(path, index, type, header, into);
      const turned = header.orientation >= 5;
      return {
        mediaType,
        widthPx: turned ? header.heightPx : header.widthPx,
        heightPx: turned ? header.widthPx : header.heightPx,
        dpi: plausibleDpi(header.dpi),
      };
    },
  };
}

async function write(
  path: string,
  page: number,
  type: Exclude<FileType, 'pdf'>,
  header: ImageHeader,
  into: string,
): Promise<PageMediaType> {
  if (type === 'jpeg') {
    if (!isPlain(header)) {
      await writeFile(into, await reencode(path, page, 'jpeg'));
    } else {
      // Decoded once for the sake of its errors: half a page must never be taken for a whole one.
      await decodeRaster(path, page);
      await copyFile(path, into);
    }
    return 'image/jpeg';
  }
  const raster = await decodeRaster(path, page);
  if (type === 'png' && isPlain(header)) await copyFile(path, into);
  else await writeFile(into, await encodePng(raster, plausibleDpi(header.dpi)));
  return 'image/png';
}

/** Upright, 8 bits, grey or RGB, opaque: nothing to change. */
function isPlain(header: ImageHeader): boolean {
  return (
    header.orientation === 1 &&
    header.depth === 'uchar' &&
    !header.hasAlpha &&
    (header.space === 'srgb' || header.space === 'b-w')
  );
}

export function plausibleDpi(dpi: number | null): number | null {
  return dpi !== null && dpi >= PLAUSIBLE_DPI.min && dpi <= PLAUSIBLE_DPI.max ? dpi : null;
}
