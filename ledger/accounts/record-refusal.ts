import { type ActTarget, inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db } from '../database.ts';

/** What somebody tried and may not do belongs in the log, whichever gate stopped it. */
export async function recordRefusal(db: Db, context: ActContext, target: ActTarget): Promise<void> {
  await inTransaction(db, (tx) => appendAudit(tx, context, { ...target, outcome: 'refused' }));
}
