import { jobHandler } from '../../queue/job-handler.ts';
import { startWorkers } from '../../queue/start-workers.ts';
import { createLog } from '../../runtime/log.ts';
import { SheetJob } from '../../schemas/jobs.ts';

/** A worker process that takes `read` jobs, says so, and never finishes one. It is there to be killed. */
const [kind, url = ''] = process.argv.slice(2);
const log = createLog('silent');
const deps = { log, recordDeadLetter: async () => {} };
const handler = jobHandler(
  SheetJob,
  ({ sheetId }) => {
    process.stdout.write(`${sheetId}\n`);
    return new Promise(() => {});
  },
  deps,
);

await startWorkers(
  { kind: kind === 'redis' ? 'redis' : 'postgres', url },
  { read: handler },
  {
    ...deps,
    halt: () => {},
    concurrency: { read: 1 },
    timing: { lockDurationMs: 1_000, stalledIntervalMs: 500 },
  },
);
process.stdout.write('listening\n');
