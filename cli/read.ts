import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AppError } from '../runtime/errors.ts';
import type { PageReading } from '../schemas/reading.ts';
import { decodeFile } from '../workers/engines/decode.ts';
import { createReaderPool, type ReaderPool } from '../workers/engines/reader-pool.ts';
import type { JudgedPage } from './check/judge-page.ts';
import type { PageResult } from './page-result.ts';
import { errorLine, jsonLine, tableLines } from './read-output.ts';
import { walkFiles } from './walk-files.ts';

export type ReadOptions = Readonly<{
  masters?: string;
  json: boolean;
  templates?: string;
}>;

export type ReadIo = Readonly<{
  write: (line: string) => void;
  /** The reading as it is after masters and rules were heard, and what they find; without it, as read. */
  judgePage?: (reading: PageReading) => Promise<JudgedPage>;
  /** Pages read at the same time. */
  parallel?: number;
  signal?: AbortSignal;
}>;

export const READ_EXIT = { allRead: 0, someRefused: 2 } as const;

const MOST_PARALLEL = 4;
const NOT_JUDGED = { findings: [], person: null, record: null };

/**
 * Reads files without database or queue, one line per page in the order of the files.
 * Returns 0 when every file was read, 2 when some file or page was refused.
 */
export async function readCommand(
  files: string[],
  options: ReadOptions,
  io: ReadIo,
): Promise<number> {
  const parallel = io.parallel ?? Math.max(1, Math.min(MOST_PARALLEL, cpus().length));
  const pool = createReaderPool({
    size: parallel,
    templatesDir: options.templates ?? fileURLToPath(new URL('../forms', import.meta.url)),
  });
  let refused = false;
  try {
    for await (const result of inOrder(pageJobs(files, pool, io), parallel)) {
      refused ||= result.kind === 'refused';
      for (const line of linesOf(result, options.json)) io.write(line);
    }
  } finally {
    await pool.close();
  }
  return refused ? READ_EXIT.someRefused : READ_EXIT.allRead;
}

function linesOf(result: PageResult, json: boolean): string[] {
  if (!json) return tableLines(result);
  return [result.kind === 'page' ? jsonLine(result) : errorLine(result)];
}

/** A page under way. The file is decoded page by page; reading goes on while the next page is decoded. */
async function* pageJobs(
  paths: readonly string[],
  pool: ReaderPool,
  io: ReadIo,
): AsyncGenerator<{ done: Promise<PageResult> }> {
  for await (const file of walkFiles(paths)) {
    try {
      for await (const page of decodeFile(file, undefined, io.signal)) {
        // Into memory now: the file is gone when the next page is decoded.
        const image = await readFile(page.image.path);
        yield { done: readOne(file, page.pageNumber, image, pool, io) };
      }
    } catch (error) {
      yield { done: Promise.resolve(refusal(file, null, error)) };
    }
  }
}

async function readOne(
  file: string,
  page: number,
  image: Uint8Array,
  pool: ReaderPool,
  io: ReadIo,
): Promise<PageResult> {
  try {
    const { reading } = await pool.read(image, io.signal);
    const judged = (await io.judgePage?.(reading)) ?? { reading, ink: reading, ...NOT_JUDGED };
    return { kind: 'page', file, page, ...judged };
  } catch (error) {
    return refusal(file, page, error);
  }
}

/** A file or page that cannot be read is an answer here; what is wrong with the program itself is not. */
function refusal(file: string, page: number | null, error: unknown): PageResult {
  if (!(error instanceof AppError) || error.disposition === 'halt') throw error;
  return { kind: 'refused', file, page, code: error.code };
}

/** Runs ahead by `ahead` pages and gives the results in the order the pages came. */
async function* inOrder(
  jobs: AsyncIterable<{ done: Promise<PageResult> }>,
  ahead: number,
): AsyncGenerator<PageResult> {
  const running: Promise<PageResult>[] = [];
  for await (const { done } of jobs) {
    // Awaited below, perhaps after an earlier page has failed: that failure must not look unhandled.
    done.catch(() => undefined);
    running.push(done);
    const first = running.length > ahead ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const done of running) yield await done;
}
