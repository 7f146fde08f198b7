import type { z } from 'zod';
import { translateDatabaseError } from '../ledger/database.ts';
import { inMunicipality } from '../ledger/scope.ts';
import { type JobHandler, jobHandler } from '../queue/job-handler.ts';
import { AppError } from '../runtime/errors.ts';
import { machineFault } from '../runtime/machine-fault.ts';
import type { JOB_SCHEMAS, QueueName, SheetJob, SplitJob } from '../schemas/jobs.ts';
import type { StageDeps } from './stage-deps.ts';

/** A stage as the queue runs it: in the municipality of its job, each attempt counted before it starts. */
export const stageHandler = <Q extends QueueName>(
  queue: Q,
  schema: (typeof JOB_SCHEMAS)[Q] & z.ZodType<SheetJob | SplitJob>,
  run: (job: z.infer<(typeof JOB_SCHEMAS)[Q]>, signal: AbortSignal | undefined) => Promise<void>,
  deps: StageDeps,
): JobHandler =>
  jobHandler(
    schema,
    async (job, signal) => {
      const { municipalityId } = job;
      const subjectId = 'sheetId' in job ? job.sheetId : job.originalId;
      const subject = { municipalityId, queue, subjectId };
      try {
        await inMunicipality(municipalityId, () =>
          deps.attempts.count(subject, signal, () => run(job, signal)),
        );
      } catch (error) {
        throw named(error);
      }
    },
    deps,
  );

/** What the driver or the disk said of themselves is no fault of this page: it waits, whoever noticed. */
function named(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  return translated instanceof AppError ? translated : (machineFault(translated) ?? translated);
}
