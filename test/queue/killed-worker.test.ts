import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type DeadLetter, jobHandler } from '../../queue/job-handler.ts';
import { openQueues } from '../../queue/queues.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { createLog } from '../../runtime/log.ts';
import type { QueueBackend } from '../../runtime/services/services.ts';
import { SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';

const log = createLog('silent');
const PROGRAM = fileURLToPath(new URL('../support/queue-worker.ts', import.meta.url));

/** A worker process that has taken a job and will never finish it. */
function startVictim({ kind, url }: QueueBackend) {
  const child = spawn(process.execPath, [PROGRAM, kind, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { kill: () => child.kill('SIGKILL'), says: async () => (await lines.next()).value };
}

describe.each(QUEUE_BACKENDS)('a worker killed on $kind', ({ open }) => {
  async function opened() {
    const { backend, close } = await open();
    const queues = await openQueues(backend, log);
    onTestFinished(async () => {
      await queues.close();
      await close();
    });
    return { backend, queues };
  }

  async function startSurvivor(backend: QueueBackend, maxStalledCount: number) {
    const [seen, letters]: [SheetJob[], DeadLetter[]] = [[], []];
    const deps = { log, recordDeadLetter: async (letter: DeadLetter) => void letters.push(letter) };
    const workers = await startWorkers(
      backend,
      { read: jobHandler(SheetJob, async (job) => void seen.push(job), deps) },
      {
        ...deps,
        halt: () => {},
        concurrency: {},
        timing: { lockDurationMs: 1_000, stalledIntervalMs: 200, maxStalledCount },
      },
    );
    onTestFinished(() => workers.close());
    return { seen, letters };
  }

  test('in the middle of a job leaves it to another worker', async () => {
    const { backend, queues } = await opened();
    const victim = startVictim(backend);
    expect(await victim.says()).toBe('listening');
    const payload = sheetJob();
    await queues.add([{ queue: 'read', jobId: 'outbox-1', payload }]);
    expect(await victim.says()).toBe(payload.sheetId);
    victim.kill();
    const { seen, letters } = await startSurvivor(backend, 20);
    await vi.waitFor(() => expect(seen).toEqual([payload]), { timeout: 20_000 });
    expect(letters).toEqual([]);
  });

  test('by every job it is given: the job ends as a dead letter, not in silence', async () => {
    const { backend, queues } = await opened();
    const victim = startVictim(backend);
    expect(await victim.says()).toBe('listening');
    const payload = sheetJob();
    await queues.add([{ queue: 'read', jobId: 'outbox-1', payload }]);
    expect(await victim.says()).toBe(payload.sheetId);
    victim.kill();
    const { seen, letters } = await startSurvivor(backend, 0);
    await vi.waitFor(
      () =>
        expect(letters).toMatchObject([{ jobId: 'outbox-1', payload, code: 'queue.worker_lost' }]),
      { timeout: 20_000 },
    );
    expect(seen).toEqual([]);
  });
});
