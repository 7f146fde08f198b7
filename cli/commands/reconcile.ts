import { pendingJobs } from '../../ledger/intake/pending.ts';
import { openQueues } from '../../queue/queues.ts';
import { reconcile } from '../../queue/reconcile.ts';
import { newId } from '../../runtime/ids.ts';
import type { Program } from '../program/open-program.ts';

/** Gives every sheet that waits for the machine a job again. */
export async function reconcileCommand(
  program: Program,
  print: (line: string) => void,
): Promise<number> {
  const queues = await openQueues(program.services.queueBackend, program.log);
  try {
    const result = await reconcile(() => pendingJobs(program.db, newId), queues, newId);
    print(
      `待ち ${result.pending} 件、列にあるもの ${result.alreadyQueued} 件、入れ直し ${result.added} 件`,
    );
    return 0;
  } finally {
    await queues.close();
  }
}
