import { open } from 'node:fs/promises';
import { AppError, RejectedInputError, TransientError } from '../../runtime/errors.ts';
import { machineFault } from '../../runtime/machine-fault.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { imageSource } from './decode-image.ts';
import { sniffFileType } from './decode-sniff.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';

const SNIFF_BYTES = 1024;
/** What the libraries say when a file ends too early. */
const TRUNCATED =
  /premature|truncat|unexpected end|end of (file|stream|image)|not enough data|read error|EOF|out of order read/i;
const TOO_MANY_PIXELS = /pixel limit|too large|exceeds.*limit/i;
/** TIFF is a family: what our library was built without, and what is none of photography's. */
const OTHER_TIFF = /not configured|samples_per_pixel not a whole|unsupported (tiff|photometric)/i;

/** Opens a file by what its first bytes say it is; its name is not asked. */
export async function openSource(path: string, limits: SourceLimits): Promise<OpenSource> {
  return await translated(async () => {
    const type = sniffFileType(await firstBytes(path));
    const source =
      type === 'pdf' ? await openPdfSource(path, limits) : await imageSource(path, type, limits);
    if (source.pageCount < 1) throw new RejectedInputError('input.no_pages');
    if (source.pageCount > limits.maxPages) throw new RejectedInputError('input.too_many_pages');
    return {
      pageCount: source.pageCount,
      missingPages: source.missingPages ?? [],
      writePage: (index, into) => translated(() => source.writePage(index, into)),
    };
  });
}

/** PDFium is large: the process of a plain image, which is most of them, starts without it. */
async function openPdfSource(path: string, limits: SourceLimits): Promise<OpenSource> {
  const { pdfSource } = await import('./decode-pdf.ts').catch((error: unknown) => {
    throw new TransientError('ocr.engine_unavailable', { cause: error });
  });
  return await pdfSource(path, limits);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function translated<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw machineFault(error) ?? new RejectedInputError(codeOf(String(error)), { cause: error });
  }
}

/** PDFium, compiled to WebAssembly, met something it cannot go on from. */
const CRASH = /^RuntimeError|maximum call stack/i;

function codeOf(message: string): Extract<ErrorCode, `input.${string}`> {
  if (CRASH.test(message)) return 'input.decoder_crashed';
  if (TOO_MANY_PIXELS.test(message)) return 'input.too_many_pixels';
  if (OTHER_TIFF.test(message)) return 'input.unsupported_tiff';
  return TRUNCATED.test(message) ? 'input.truncated' : 'input.unreadable_image';
}
