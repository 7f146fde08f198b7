import { hostname } from 'node:os';
import { forgetWorker, reportWorker } from '../../ledger/worker-processes.ts';
import type { Workers } from '../../queue/start-workers.ts';
import { freeMemoryBytes } from '../../runtime/free-memory.ts';
import { newId } from '../../runtime/ids.ts';
import { errorFields } from '../../runtime/log.ts';
import type { WorkerState } from '../../schemas/worker-state.ts';
import type { ReaderPool } from '../../workers/engines/reader-pool.ts';
import { keepDoing } from './keep-doing.ts';
import type { Program } from './open-program.ts';

const EVERY_MS = 3_000;
/** It takes jobs again only with so much more to spare, so that it does not stop and go with every page. */
const ENOUGH = 1.5;

type Minded = Readonly<{
  workers: Pick<Workers, 'pause' | 'resume'>;
  readers: Pick<ReaderPool, 'releaseIdle'>;
  /** `null` where the system does not say. */
  freeBytes?: () => Promise<number | null>;
  everyMs?: number;
}>;

/**
 * Takes no new job while memory is short, gives back what idle readers hold, and says so: a worker that the
 * system kills for want of memory has done its page for nothing.
 */
export function mindMemory(
  { config, db, log }: Pick<Program, 'config' | 'db' | 'log'>,
  { workers, readers, freeBytes = freeMemoryBytes, everyMs = EVERY_MS }: Minded,
): { close(): Promise<void> } {
  const workerId = newId();
  let state: WorkerState = 'working';
  const decide = async (free: number): Promise<void> => {
    const least = config.minFreeMemoryBytes;
    if (state === 'working' && free < least) {
      state = 'short_of_memory';
      log.warn({ byteSize: free }, 'memory is short: no new job is taken');
      await workers.pause();
    }
    if (state === 'short_of_memory' && free < least * ENOUGH) await readers.releaseIdle();
    else if (state === 'short_of_memory') {
      state = 'working';
      log.info({ byteSize: free }, 'memory is enough again: jobs are taken');
      await workers.resume();
    }
  };
  const look = async (): Promise<void> => {
    const free = await freeBytes();
    if (free !== null) await decide(free);
    await reportWorker(db, { workerId, host: hostname(), state, freeMemoryBytes: free });
  };
  const failed = (error: unknown) =>
    log.warn(errorFields(error), 'state of this worker could not be reported');
  const keeping = keepDoing(look, everyMs, failed);
  return {
    close: async () => {
      await keeping.close();
      await forgetWorker(db, workerId).catch(failed);
    },
  };
}
