import { RejectedInputError } from '../../runtime/errors.ts';
import type { BatchView } from '../../schemas/api/intake.ts';
import type { Priority } from '../../schemas/jobs.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { acrossMunicipalities } from '../scope.ts';
import { batchView } from './batches.ts';

/** From now on its sheets come before those of others, or no longer so; also those already queued. */
export async function prioritiseBatch(
  db: Db,
  context: ActContext,
  { batchId, priority }: { batchId: string; priority: Priority },
): Promise<BatchView> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'batch.prioritise',
    resourceKind: 'batch',
    resourceId: batchId,
    detail: { priority },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const batch = await tx
      .selectFrom('batches')
      .select('state')
      .where('municipalityId', '=', municipalityId)
      .where('batchId', '=', batchId)
      .forUpdate()
      .executeTakeFirst();
    if (batch === undefined) throw new RejectedInputError('resource.not_found');
    if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
    await tx
      .updateTable('batches')
      .set({ priority, requeueSince: context.now })
      .where('batchId', '=', batchId)
      .execute();
    return batchView(tx, municipalityId, batchId);
  });
}

export type ToRequeue = Readonly<{ batchId: string; priority: Priority; requeueSince: Date }>;

/** Batches whose jobs may stand where they no longer belong, in the order people moved them. */
export async function batchesToRequeue(db: Db): Promise<ToRequeue[]> {
  const rows = await acrossMunicipalities('queue', () =>
    db
      .selectFrom('batches')
      .select(['batchId', 'priority', 'requeueSince'])
      .where('requeueSince', 'is not', null)
      .orderBy('requeueSince')
      .execute(),
  );
  return rows.flatMap(({ requeueSince, ...row }) =>
    requeueSince === null ? [] : [{ ...row, requeueSince }],
  );
}

/** Files and sheets of a batch that the machine has still to do with: the subjects of its jobs. */
export const subjectsWithMachine = (db: Db, batchId: string): Promise<ReadonlySet<string>> =>
  acrossMunicipalities('queue', async () => {
    const originals = await db
      .selectFrom('originals')
      .select('originalId as id')
      .where('batchId', '=', batchId)
      .where('state', '=', 'received')
      .execute();
    const sheets = await db
      .selectFrom('sheets')
      .select('sheetId as id')
      .where('batchId', '=', batchId)
      .where('state', 'in', ['received', 'preprocessed', 'read'])
      .execute();
    return new Set([...originals, ...sheets].map(({ id }) => id));
  });

/** The queue has been told; unless the batch was moved once more in the meantime. */
export async function requeued(db: Db, { batchId, requeueSince }: ToRequeue): Promise<void> {
  await acrossMunicipalities('queue', () =>
    db
      .updateTable('batches')
      .set({ requeueSince: null })
      .where('batchId', '=', batchId)
      .where('requeueSince', '=', requeueSince)
      .execute(),
  );
}
