import { findBlob } from '../ledger/intake/blobs.ts';
import { findSheet, recordReading, type Sheet } from '../ledger/intake/stages.ts';
import { TransientError } from '../runtime/errors.ts';
import { SheetJob } from '../schemas/jobs.ts';
import type { PlacedForm } from './engines/reader-messages.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** What the stage before found. */
function placedForm({ template, registration }: Sheet): PlacedForm {
  if (template === null || registration === null) throw new TransientError('ledger.conflict');
  return { template, registration };
}

/** Reads every field of a registered form, in a process of the pool. */
export const readWorker = (deps: StageDeps) =>
  stageHandler(
    'read',
    SheetJob,
    async (job, signal) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'preprocessed') return;
      const { ref } = await findBlob(deps.db, job.municipalityId, sheet.blobId);
      const image = await deps.blobs.get(ref);
      const { reading, strip } = await deps.readers.readPlaced(image, placedForm(sheet), signal);
      // The form it was recognised as has gone in between.
      if (reading.template !== sheet.template) throw new TransientError('ledger.conflict');
      const crops = strip && {
        boxesMm: strip.boxesMm,
        ref: await deps.blobs.put(job.municipalityId, strip.jpeg),
      };
      await recordReading(deps.db, stageContext(deps, job), sheet, reading, crops);
      const { sheetId } = sheet;
      deps.log.info({ sheetId, stage: 'read', durationMs: reading.ms }, 'stage finished');
    },
    deps,
  );
