import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AppError, RejectedInputError, TransientError } from '../../runtime/errors.ts';
import { makeScratch } from '../../runtime/scratch.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { OpenedFile, type PageMediaType, WrittenPage } from './decode-messages.ts';
import { type Isolate, IsolateError, type IsolateFailure, startIsolate } from './isolate.ts';
import { IsolateReply } from './isolate-answer.ts';
import { refusedAt } from './refused-page.ts';

export type DecodeLimits = Readonly<{
  /** Processor time, for opening the file and for each page. */
  pageTimeoutMs: number;
  maxRssBytes: number;
  maxPixels: number;
  maxPages: number;
  /** The module the process runs; tests put in one that misbehaves. */
  entry?: URL;
}>;

export const DECODE_LIMITS: DecodeLimits = {
  pageTimeoutMs: 20_000,
  maxRssBytes: 1024 ** 3,
  // A3 at 600 dpi, with the few millimetres a scanner adds.
  maxPixels: 7_150 * 10_050,
  maxPages: 3_000,
};

/** Most pages take a tenth of it. One that takes longer is not to hold up the files beside it. */
const YIELD_AFTER_MS = 2_000;

/** One page of a file. The image lies in a temporary folder and is gone when the next page is asked for. */
export type DecodedPage = Readonly<{
  pageNumber: number;
  pageCount: number;
  /** Pages the scanner numbered that are not in the file. */
  missingPages: readonly number[];
  image: Readonly<{ mediaType: PageMediaType; path: string }>;
  widthPx: number;
  heightPx: number;
  dpi: number | null;
}>;

/** What the file did to its decoder, and what the machine did to it: the second may go well another time. */
function fateOf(failure: IsolateFailure, cause: IsolateError): AppError {
  switch (failure) {
    case 'timeout':
      return new RejectedInputError('input.decoder_timeout', { cause });
    case 'memory':
      return new RejectedInputError('input.decoder_memory', { cause });
    case 'crashed':
      return new RejectedInputError('input.decoder_crashed', { cause });
    case 'killed':
    case 'stopped':
      return new TransientError('input.decoder_killed', { cause });
    case 'unstarted':
      return new TransientError('ocr.engine_unavailable', { cause });
  }
}

/**
 * Takes an untrusted file apart in a child process of its own, page by page.
 * Throws `RejectedInputError` where the file is to blame and `TransientError` where the machine is; pages
 * given out before that stand, what becomes of the file as a whole is the caller's to say.
 * Leaving the loop early, aborting or an error all kill the child and empty the temporary folder.
 */
export async function* decodeFile(
  path: string,
  limits: DecodeLimits = DECODE_LIMITS,
  signal?: AbortSignal,
): AsyncGenerator<DecodedPage, void, undefined> {
  await refuseEmpty(path);
  const folder = await makeScratch('decode');
  const decoder = startIsolate({
    entry: limits.entry ?? new URL('../decode.main.ts', import.meta.url),
    maxRssBytes: limits.maxRssBytes,
    yieldAfterMs: YIELD_AFTER_MS,
  });
  try {
    const ask = (question: unknown): Promise<unknown> =>
      askDecoder(decoder, question, limits.pageTimeoutMs, signal);
    const { maxPixels, maxPages } = limits;
    const opened = await ask({ kind: 'open', path: resolve(path), maxPixels, maxPages });
    const { pageCount, missingPages } = OpenedFile.parse(opened);
    for (let index = 0; index < pageCount; index++) {
      const into = join(folder, `page-${index + 1}`);
      const pageNumber = index + 1;
      const written = ask({ kind: 'page', index, into }).catch(refusedAt(pageNumber, pageCount));
      const { mediaType, ...size } = WrittenPage.parse(await written);
      yield { pageNumber, pageCount, missingPages, image: { mediaType, path: into }, ...size };
      await rm(into, { force: true });
    }
  } finally {
    await decoder.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function refuseEmpty(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new RejectedInputError('resource.not_found', { cause });
  });
  if (!found.isFile()) throw new RejectedInputError('input.unsupported_type');
  if (found.size === 0) throw new RejectedInputError('input.empty');
}

async function askDecoder(
  decoder: Isolate,
  question: unknown,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    const answer = IsolateReply.parse(await decoder.ask(question, timeoutMs, signal));
    if (answer.ok) return answer.result;
    throw answered(answer.code ?? 'input.unreadable_image', new Error(answer.detail));
  } catch (error) {
    throw error instanceof IsolateError ? fateOf(error.failure, error) : error;
  }
}

function answered(code: ErrorCode, cause: Error): AppError {
  return code.startsWith('input.')
    ? new RejectedInputError(code, { cause })
    : new TransientError(code, { cause });
}
