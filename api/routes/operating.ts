import { setTimeout as wait } from 'node:timers/promises';
import { pingDatabase } from '../../ledger/figures.ts';
import { workersThere } from '../../ledger/worker-processes.ts';
import { TransientError } from '../../runtime/errors.ts';
import { operatingApi } from '../../schemas/api/operating.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { WorkerState } from '../../schemas/worker-state.ts';
import { type Api, registerOpenEndpoint } from '../register-endpoint.ts';

/** A probe gives up after a few seconds; ours must answer before. */
const PATIENCE_MS = 3_000;

export function registerOperatingRoutes(api: Api): void {
  const { db, operating } = api.deps;
  registerOpenEndpoint(api, operatingApi.ready, async () => {
    await answers(pingDatabase(db), 'service.database_unavailable');
    await answers(operating.queueCounts(), 'service.queue_unavailable');
    await answers(operating.checkBlobs(), 'service.blob_store_unavailable');
    const there = await workersThere(db);
    const count = (state: WorkerState) => there.filter((each) => each.state === state).length;
    const workers = { working: count('working'), shortOfMemory: count('short_of_memory') };
    return { status: 'ready' as const, reading: operating.reading, workers };
  });
}

/** Whatever is wrong with it, the caller hears one code, and hears it in time. */
async function answers(asked: Promise<unknown>, code: ErrorCode): Promise<void> {
  const timer = new AbortController();
  const late = wait(PATIENCE_MS, 'late' as const, { signal: timer.signal });
  late.catch(() => undefined);
  try {
    const outcome = await Promise.race([asked, late]);
    if (outcome === 'late') throw new Error(`no answer in ${PATIENCE_MS} ms`);
  } catch (cause) {
    throw new TransientError(code, { cause });
  } finally {
    timer.abort();
  }
}
