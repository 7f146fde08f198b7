import type { BlobStore } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import type { ReconciliationView } from '../../schemas/api/copies.ts';
import { systemActor } from '../accounts/system-actor.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { eraseBlobsNamed, forgetBlobsNamed } from '../exports/erase-files.ts';
import { findReconciliation, type ReconciliationRow, viewOf } from './list-reconciliations.ts';

type Files = Readonly<{ db: Db; blobs: Pick<BlobStore, 'erase'> }>;

/** Ends a comparison: its file cannot be opened any more, and what was said of its differences stands. */
export async function closeComparison(
  files: Files,
  context: ActContext,
  reconciliationId: string,
): Promise<ReconciliationView> {
  const found = await findReconciliation(files.db, context, reconciliationId);
  if (found.closedAt !== null) throw new RejectedInputError('copies.closed');
  const row = await erase(files, context, found, {
    ...{ closedBy: context.actor.staffMemberId, closedAt: context.now },
  });
  return viewOf(files.db, context, row);
}

/** Erases the files whose days are over; how many there were. Their comparisons can still be worked through. */
export async function eraseExpiredCopies(
  files: Files,
  municipalityId: string,
  now: Date,
): Promise<number> {
  const rows = await files.db
    .selectFrom('reconciliations')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('erasedAt', 'is', null)
    .where('keepUntil', '<=', now)
    .execute();
  for (const row of rows) {
    const requestId = newId();
    const actor = systemActor(municipalityId);
    await erase(files, { actor, requestId, traceId: requestId, now, newId }, row, {});
  }
  return rows.length;
}

async function erase(
  { db, blobs }: Files,
  context: ActContext,
  { reconciliationId, reconciliationNumber, fileBlobId, erasedAt }: ReconciliationRow,
  closing: Partial<Pick<ReconciliationRow, 'closedBy' | 'closedAt'>>,
): Promise<ReconciliationRow> {
  const target = {
    action: 'copies.manage',
    resourceKind: 'reconciliation',
    resourceId: reconciliationId,
    detail: {
      step: closing.closedAt === undefined ? 'expired' : 'closed',
      number: reconciliationNumber,
    },
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    await forgetBlobsNamed(tx, [fileBlobId], context.now);
    return tx
      .updateTable('reconciliations')
      .set({ ...closing, erasedAt: erasedAt ?? context.now })
      .where('reconciliationId', '=', reconciliationId)
      .where('closedAt', 'is', null)
      .returningAll()
      .executeTakeFirstOrThrow(() => new RejectedInputError('copies.closed'));
  });
  await eraseBlobsNamed(db, blobs, [fileBlobId]);
  return row;
}
