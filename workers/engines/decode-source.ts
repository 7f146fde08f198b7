import { open, readFile } from 'node:fs/promises';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { machineFault } from '../../runtime/machine-fault.ts';
import { imageSource } from './decode-image.ts';
import { sniffFileType } from './decode-sniff.ts';
import type { OpenSource, SourceLimits } from './open-source.ts';

const SNIFF_BYTES = 1024;
/** What the libraries say when a file ends too early. */
const TRUNCATED =
  /premature|truncat|unexpected end|end of (file|stream|image)|not enough data|read error|EOF|out of order read/i;
const TOO_MANY_PIXELS = /pixel limit|too large|exceeds.*limit/i;

/** Opens a file by what its first bytes say it is; its name is not asked. */
export async function openSource(path: string, limits: SourceLimits): Promise<OpenSource> {
  return await translated(async () => {
    const type = sniffFileType(await firstBytes(path));
    if (type === null) throw new RejectedInputError('input.unsupported_type');
    const source =
      type === 'pdf' ? await openPdfSource(path, limits) : await imageSource(path, type, limits);
    if (source.pageCount < 1) throw new RejectedInputError('input.empty');
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
  const { pdfSource } = await import('./decode-pdf.ts');
  return await pdfSource(await readFile(path), limits);
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

function codeOf(
  message: string,
): 'input.truncated' | 'input.too_many_pixels' | 'input.unreadable_image' {
  if (TOO_MANY_PIXELS.test(message)) return 'input.too_many_pixels';
  return TRUNCATED.test(message) ? 'input.truncated' : 'input.unreadable_image';
}
