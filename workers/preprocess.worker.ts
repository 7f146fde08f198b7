import { findBlob } from '../ledger/intake/blobs.ts';
import { findSheet, recordPreprocessed, type Sheet } from '../ledger/intake/stages.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import { SheetJob } from '../schemas/jobs.ts';
import type { Registration } from '../schemas/reading.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** Which form is it, and how does it lie? Blank backs and strangers are answers a person can undo. */
export const preprocessWorker = (deps: StageDeps) =>
  stageHandler(
    'preprocess',
    SheetJob,
    async (job, signal) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'received') return;
      const { ref } = await findBlob(deps.db, job.municipalityId, sheet.blobId);
      const found = await classified(deps, await deps.blobs.get(ref), signal);
      const to = destination(found.template, sheet);
      await recordPreprocessed(deps.db, stageContext(deps, job), sheet, { ...found, to });
      deps.log.info({ sheetId: sheet.sheetId, stage: 'preprocess', state: to }, 'stage finished');
    },
    deps,
  );

type Found = { template: string; registration: Registration | null };

/** An image nobody can decode is a page a person must look at, not one to lose in a dead letter. */
async function classified(
  deps: StageDeps,
  image: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Found> {
  try {
    const { template, registration } = await deps.readers.classify(image, signal);
    return { template, registration };
  } catch (error) {
    if (!(error instanceof RejectedInputError)) throw error;
    return { template: 'other', registration: null };
  }
}

function destination(template: string, sheet: Pick<Sheet, 'generation'>) {
  switch (template) {
    case 'blank':
    case 'cover':
      // A person sent it back, saying that it is a form: it is not set aside a second time.
      return sheet.generation > 1 ? 'unknown_form' : template;
    case 'other':
      return 'unknown_form';
    default:
      return 'preprocessed';
  }
}
