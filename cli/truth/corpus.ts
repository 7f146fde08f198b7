import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../runtime/errors.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { decodeFile } from '../../workers/engines/decode.ts';
import { loadTruths, type Truth, type Truths } from '../demo/truth.ts';
import { walkFiles } from '../walk-files.ts';

/** A page with what is written on it, or a file that was refused. */
export type CorpusPage =
  | Readonly<{ kind: 'page'; image: Uint8Array; truth: Truth; unpackMs: number }>
  | Readonly<{ kind: 'refused'; code: ErrorCode }>;

/** Every page of a folder with `scans/` and `truth/`, in the order of the files. Pages without truth are left out. */
export async function* corpusPages(folder: string): AsyncGenerator<CorpusPage> {
  const truths = await loadTruths(join(folder, 'truth'));
  for await (const file of walkFiles([join(folder, 'scans')])) {
    try {
      yield* pagesOf(file, truths);
    } catch (error) {
      if (!(error instanceof AppError) || error.disposition === 'halt') throw error;
      yield { kind: 'refused', code: error.code };
    }
  }
}

async function* pagesOf(file: string, truths: Truths): AsyncGenerator<CorpusPage> {
  let asked = performance.now();
  for await (const page of decodeFile(file)) {
    const image = await readFile(page.image.path);
    const unpackMs = performance.now() - asked;
    const truth = truths.of(basename(file), page.pageNumber);
    if (truth !== undefined) yield { kind: 'page', image, truth, unpackMs };
    asked = performance.now();
  }
}
