import type { OriginalView } from '../../schemas/api/intake.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { createBatch } from './batches.ts';

/** The newest open batch the program itself made under this name, or a new one. */
export async function openBatchNamed(db: Db, context: ActContext, label: string): Promise<string> {
  const open = await db
    .selectFrom('batches')
    .select('batchId')
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('label', '=', label)
    .where('state', '=', 'open')
    .where('createdBy', 'is', null)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (open !== undefined) return open.batchId;
  const nobodySaid = { institutionCode: null, month: null, declaredSheets: null };
  return (await createBatch(db, context, { label, ...nobodySaid })).batchId;
}

export type FileOutcome = Readonly<{ state: OriginalView['state']; errorCode: ErrorCode | null }>;

/**
 * What became of received files, by id; an id nobody knows is left out. A duplicate shares the lot of the first
 * copy: it is no duplicate of anything yet while that one waits, nor when that one is refused.
 */
export async function outcomesOf(
  db: Db,
  originalIds: readonly string[],
): Promise<ReadonlyMap<string, FileOutcome>> {
  if (originalIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('originals')
    .leftJoin('originals as first', 'first.originalId', 'originals.duplicateOf')
    .select(['originals.originalId', 'originals.state', 'originals.errorCode'])
    .select(['first.state as firstState', 'first.errorCode as firstErrorCode'])
    .where('originals.originalId', 'in', [...originalIds])
    .execute();
  return new Map(
    rows.map(({ originalId, state, errorCode, firstState, firstErrorCode }) => [
      originalId,
      {
        state: firstState === 'received' ? 'received' : state,
        errorCode: errorCode ?? firstErrorCode,
      },
    ]),
  );
}
