import { copyFile, writeFile } from 'node:fs/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import { missingPages } from '../stages/page-gaps.ts';
import type { WrittenPage } from './decode-messages.ts';
import type { FileType } from './decode-sniff.ts';
import { requireWhole } from './decode-whole.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';
import { type ImageHeader, type Reencoding, readHeader, reencode } from './sharp.ts';
import { GROUP_3, OLD_STYLE_JPEG, readTiffPages, type TiffPage } from './tiff-pages.ts';

const PLAUSIBLE_DPI = { min: 50, max: 2_400 };
/** Scanners round: only a page that is plainly squeezed is stretched. */
const SQUARE_WITHIN = 1.05;
const MOST_SQUEEZED = 4;

type ImageType = Exclude<FileType, 'pdf'>;
type Place = Readonly<{ path: string; type: ImageType; tiff: TiffPage | null; index: number }>;

/** JPEG, PNG, TIFF and HEIF. Bytes that any browser shows right are passed on as they are. */
export async function imageSource(
  path: string,
  type: ImageType,
  limits: SourceLimits,
): Promise<OpenSource> {
  const first = await readHeader(path);
  const several = (type === 'tiff' || type === 'heif') && first.pages > 1;
  const inFile = several ? first.pages : 1;
  const tiff =
    type === 'tiff' && inFile <= limits.maxPages ? await readTiffPages(path, inFile) : null;
  return {
    pageCount: tiff?.length ?? inFile,
    missingPages: missingPages(tiff?.map(({ number }) => number) ?? [], limits.maxPages),
    writePage: async (nth, into) => {
      const page = tiff?.[nth] ?? null;
      const place = { path, type, tiff: page, index: page?.index ?? nth };
      const header = place.index === 0 ? first : await readHeader(path, place.index);
      refuseByHeader(place, header, limits);
      return await write(place, header, into);
    },
  };
}

function refuseByHeader({ type, tiff }: Place, header: ImageHeader, limits: SourceLimits): void {
  const { widthPx, heightPx } = squareSize(header, tiff) ?? header;
  if (widthPx * heightPx > limits.maxPixels) {
    throw new RejectedInputError('input.too_many_pixels');
  }
  if (type === 'tiff' && tiff?.compression === OLD_STYLE_JPEG) {
    throw new RejectedInputError('input.unsupported_tiff');
  }
}

async function write(place: Place, header: ImageHeader, into: string): Promise<WrittenPage> {
  const { path, index, type, tiff } = place;
  await requireWholePage(place, header);
  const dpi = plausibleDpi(header.dpi);
  const as = type === 'jpeg' ? 'jpeg' : 'png';
  const mediaType = as === 'jpeg' ? 'image/jpeg' : 'image/png';
  if ((type === 'jpeg' || type === 'png') && isPlain(header)) {
    await copyFile(path, into);
    return { mediaType, widthPx: header.widthPx, heightPx: header.heightPx, dpi };
  }
  const how = { as, dpi, size: squareSize(header, tiff) } as const;
  const { bytes, widthPx, heightPx } = await reencode(path, index, how);
  await writeFile(into, bytes);
  return { mediaType, widthPx, heightPx, dpi };
}

async function requireWholePage(
  { path, index, type, tiff }: Place,
  { compression }: ImageHeader,
): Promise<void> {
  try {
    await requireWhole(path, index, { lostLinesAllowed: tiff?.compression === GROUP_3 });
  } catch (error) {
    // What the library was built without: HEVC is patented, and so in no package that can be shipped.
    if (type === 'heif' && compression === 'hevc' && /not been built in/.test(String(error))) {
      throw new RejectedInputError('input.heic', { cause: error });
    }
    throw error;
  }
}

/** A fax has half as many lines down as across: shown as it is, every form on it is squeezed. */
function squareSize(header: ImageHeader, tiff: TiffPage | null): Reencoding['size'] {
  const { across, down } = tiff ?? {};
  if (!across || !down) return null;
  const { widthPx, heightPx } = header;
  const ratio = Math.min(MOST_SQUEEZED, Math.max(1 / MOST_SQUEEZED, across / down));
  if (ratio > SQUARE_WITHIN) return { widthPx, heightPx: Math.round(heightPx * ratio) };
  if (ratio < 1 / SQUARE_WITHIN) return { widthPx: Math.round(widthPx / ratio), heightPx };
  return null;
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
