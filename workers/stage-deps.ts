import { systemActor } from '../ledger/accounts/system-actor.ts';
import type { ActContext } from '../ledger/act-context.ts';
import type { Db } from '../ledger/database.ts';
import type { JobDeps } from '../queue/job-handler.ts';
import type { BlobStore } from '../runtime/blob-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NewId } from '../runtime/ids.ts';
import type { FormTemplate } from '../schemas/form-template.ts';
import type { Attempts } from './attempts.ts';
import type { ReaderPool } from './engines/reader-pool.ts';

/** What every stage's worker is given. */
export type StageDeps = JobDeps &
  Readonly<{
    db: Db;
    blobs: BlobStore;
    readers: ReaderPool;
    /** The forms by id: what a page is a form of. */
    templates: ReadonlyMap<string, FormTemplate>;
    attempts: Attempts;
    clock: Clock;
    newId: NewId;
  }>;

/** The machine acting, under the request that caused the job. */
export function stageContext(
  deps: Pick<StageDeps, 'clock' | 'newId'>,
  job: { municipalityId: string; requestId: string; traceId: string },
): ActContext {
  return {
    actor: systemActor(job.municipalityId),
    requestId: job.requestId,
    traceId: job.traceId,
    now: deps.clock.now(),
    newId: deps.newId,
  };
}
