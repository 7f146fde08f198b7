import { findBlob } from '../ledger/intake/blobs.ts';
import { findSheet, recordReading } from '../ledger/intake/stages.ts';
import { TransientError } from '../runtime/errors.ts';
import { SheetJob } from '../schemas/jobs.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** Reads every field of a registered form, in a process of the pool. */
export const readWorker = (deps: StageDeps) =>
  stageHandler(
    'read',
    SheetJob,
    async (job, signal) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'preprocessed') return;
      const { ref } = await findBlob(deps.db, job.municipalityId, sheet.blobId);
      const { reading } = await deps.readers.read(await deps.blobs.get(ref), signal);
      // Read as another form than it was recognised as: forms changed in between, so look again.
      if (reading.template !== sheet.template) throw new TransientError('ledger.conflict');
      await recordReading(deps.db, stageContext(deps, job), sheet, reading);
      const { sheetId } = sheet;
      deps.log.info({ sheetId, stage: 'read', durationMs: reading.ms }, 'stage finished');
    },
    deps,
  );
