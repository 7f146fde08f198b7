import { RejectedInputError } from '../../runtime/errors.ts';
import type { Tx } from '../database.ts';

/** `batch.closed` where it is; else it stays open until the transaction ends. */
export async function requireOpenBatch(tx: Tx, batchId: string): Promise<void> {
  const batch = await tx
    .selectFrom('batches')
    .select('state')
    .where('batchId', '=', batchId)
    .forShare()
    .executeTakeFirstOrThrow();
  if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
}
