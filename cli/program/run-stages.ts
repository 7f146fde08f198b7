import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { listenToOutbox, outboxOf } from '../../ledger/outbox.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import type { DeadLetter } from '../../queue/job-handler.ts';
import { openQueues } from '../../queue/queues.ts';
import { startRelay } from '../../queue/relay.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { systemClock } from '../../runtime/clock.ts';
import { InvariantError } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { sweepScratch } from '../../runtime/scratch.ts';
import { JOB_SCHEMAS, QueueName } from '../../schemas/jobs.ts';
import { createAttempts } from '../../workers/attempts.ts';
import { checkWorker } from '../../workers/check.worker.ts';
import { createReaderPool } from '../../workers/engines/reader-pool.ts';
import { preprocessWorker } from '../../workers/preprocess.worker.ts';
import { readWorker } from '../../workers/read.worker.ts';
import { splitWorker } from '../../workers/split.worker.ts';
import type { StageDeps } from '../../workers/stage-deps.ts';
import { FORMS_FOLDER } from './folders.ts';
import { keepPrioritised } from './keep-prioritised.ts';
import { keepReconciled } from './keep-reconciled.ts';
import { keepSwept } from './keep-swept.ts';
import { mindMemory } from './mind-memory.ts';
import type { Program } from './open-program.ts';

/** A file that takes its decoder to the limits of time holds up none of the others. */
const FILES_AT_ONCE = 4;

/** Relay and workers of this process: from the outbox through the queue to sheets that wait for a person. */
export async function runStages(program: Program, halt: (reason: unknown) => void): Promise<void> {
  const { config, log, services, db, blobs, shutdown } = program;
  const swept = await sweepScratch();
  if (swept > 0) log.warn({ count: swept }, 'removed what a killed process left in the clear');
  const readers = createReaderPool({ size: config.readers, templatesDir: FORMS_FOLDER });
  shutdown.add('readers', readers.close);
  const deps: StageDeps = {
    db,
    blobs,
    readers,
    templates: program.review.templates,
    attempts: createAttempts({ db, clock: systemClock, log }),
    clock: systemClock,
    newId,
    log,
    recordDeadLetter: (letter) => keepDeadLetter(program, letter),
  };
  const handlers = {
    split: splitWorker(deps),
    preprocess: preprocessWorker(deps),
    read: readWorker(deps),
    check: checkWorker(deps),
  };
  const concurrency = {
    split: FILES_AT_ONCE,
    preprocess: config.readers,
    read: config.readers,
    check: 2,
  };
  const { recordDeadLetter: keep } = deps;
  const workers = await startWorkers(services.queueBackend, handlers, {
    concurrency,
    recordDeadLetter: keep,
    halt,
    log,
  });
  shutdown.add('workers', workers.close);
  shutdown.add('memory watch', mindMemory(program, { workers, readers }).close);
  const queues = await openQueues(services.queueBackend, log);
  shutdown.add('queues', queues.close);
  const relay = startRelay(outboxOf(db), queues, { log, clock: systemClock });
  shutdown.add('relay', relay.close);
  shutdown.add('reconciliation', keepReconciled(program, queues).close);
  shutdown.add('priorities', keepPrioritised(program, queues).close);
  shutdown.add('orphan sweep', keepSwept(program).close);
  const listener = await listenToOutbox(services.databaseUrl, relay.wake);
  shutdown.add('outbox listener', listener.close);
}

/** A payload that is none of ours belongs to no municipality: the log has its job id, no list can. */
async function keepDeadLetter(program: Program, letter: DeadLetter): Promise<void> {
  const queue = QueueName.parse(letter.queue);
  const payload = JOB_SCHEMAS[queue].safeParse(letter.payload);
  if (!payload.success) {
    program.log.error({ queue, jobId: letter.jobId, code: letter.code }, 'job of no municipality');
    return;
  }
  const { municipalityId } = payload.data;
  const { jobId, code: errorCode, attempts } = letter;
  const at = { now: systemClock.now(), newId };
  const row = { municipalityId, queue, jobId, payload: payload.data, errorCode, attempts };
  await inMunicipality(municipalityId, () => recordDeadLetter(program.db, row, at));
}

/** Ends the process on a broken rule of ours: going on could write a wrong record. */
export function haltWith(program: Program, exit: (code: number) => void) {
  return (reason: unknown): void => {
    const code = reason instanceof InvariantError ? reason.code : 'bug.invariant';
    program.log.error({ code }, 'stopping: a rule of ours is broken');
    void program.shutdown.run().then(() => exit(70));
  };
}
