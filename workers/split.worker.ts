import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  findOriginal,
  findOriginalRow,
  type OriginalToSplit,
  refuseOriginal,
} from '../ledger/intake/originals.ts';
import { type NewPage, recordSplit } from '../ledger/intake/split.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import { makeScratch } from '../runtime/scratch.ts';
import { SplitJob } from '../schemas/jobs.ts';
import { decodeFile } from './engines/decode.ts';
import { RefusedPageError } from './engines/refused-page.ts';
import { patience, type Refusal } from './patience.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/**
 * original → sheets, one a page. All pages or none: a file that fails on its last page is refused whole, so
 * that scanning it again does not bring its first pages twice.
 */
export const splitWorker = (deps: StageDeps) => {
  const refuseAtLast = patience();
  return stageHandler(
    'split',
    SplitJob,
    async (job, signal) => {
      const context = stageContext(deps, job);
      const { originalId } = job;
      const { state } = await findOriginalRow(deps.db, job.municipalityId, originalId);
      if (state !== 'received') return;
      const found = await findOriginal(deps.db, job.municipalityId, originalId);
      const pages = await refuseAtLast(originalId, () => storePages(deps, found, signal));
      if ('refusal' in pages) {
        const errorCode = pages.refusal.code;
        const page = pages.refusal instanceof RefusedPageError ? pages.refusal : null;
        await refuseOriginal(deps.db, context, { originalId, errorCode, page });
        deps.log.warn({ originalId, code: errorCode }, 'file refused');
        return;
      }
      const mediaType = pages.stored[0]?.mediaType ?? 'application/octet-stream';
      const split = { pages: pages.stored, mediaType, missingPages: pages.missing };
      const outcome = await recordSplit(deps.db, context, found.original, split);
      // Another run was first: its copies stand, these go.
      if (outcome === 'already') await eraseAll(deps, pages.stored);
      deps.log.info({ originalId, count: pages.stored.length }, 'file split');
    },
    deps,
  );
};

type Pages = { stored: NewPage[]; missing: readonly number[] } | Refusal;

async function storePages(
  deps: StageDeps,
  found: OriginalToSplit,
  signal: AbortSignal | undefined,
): Promise<Pages> {
  const stored: NewPage[] = [];
  try {
    const missing = await decodeInto(stored, deps, found, signal);
    return { stored, missing };
  } catch (error) {
    await eraseAll(deps, stored);
    if (error instanceof RejectedInputError) return { refusal: error };
    throw error;
  }
}

const eraseAll = async (deps: StageDeps, pages: readonly NewPage[]): Promise<void> => {
  await Promise.all(pages.map((page) => deps.blobs.erase(page.ref)));
};

/** The decoder needs a file: the bytes lie in the clear in a private folder for as long as it runs. */
async function decodeInto(
  pages: NewPage[],
  deps: StageDeps,
  { original, blob }: OriginalToSplit,
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const folder = await makeScratch('split');
  try {
    const path = join(folder, 'original');
    await pipeline(deps.blobs.getStream(blob.ref), createWriteStream(path, { mode: 0o600 }));
    let missing: readonly number[] = [];
    for await (const page of decodeFile(path, undefined, signal)) {
      missing = page.missingPages;
      const bytes = await readFile(page.image.path);
      const { pageNumber, widthPx, heightPx } = page;
      const ref = await deps.blobs.put(original.municipalityId, bytes);
      pages.push({ pageNumber, ref, mediaType: page.image.mediaType, widthPx, heightPx });
    }
    return missing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
