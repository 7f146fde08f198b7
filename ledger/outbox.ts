import { sql } from 'kysely';
import type { z } from 'zod';
import type { JOB_SCHEMAS, Priority, QueueName } from '../schemas/jobs.ts';
import type { ActContext } from './act-context.ts';
import type { Db, Tx } from './database.ts';
import { type Line, listenTo } from './listen.ts';
import { acrossMunicipalities } from './scope.ts';

export type OutboxRow = Readonly<{
  outboxId: string;
  queue: QueueName;
  payload: unknown;
  /** Of its batch, at this moment. */
  priority: Priority;
}>;

type Ids<Q extends QueueName> = Omit<
  z.infer<(typeof JOB_SCHEMAS)[Q]>,
  'municipalityId' | 'requestId' | 'traceId'
>;

/** The next job, in the transaction that makes it necessary. Ids only; the trace travels along. */
export async function addToOutbox<Q extends QueueName>(
  tx: Tx,
  context: ActContext,
  queue: Q,
  ids: Ids<Q>,
): Promise<void> {
  const { municipalityId } = context.actor;
  const payload = {
    municipalityId,
    requestId: context.requestId,
    traceId: context.traceId,
    ...ids,
  };
  await tx
    .insertInto('outbox')
    .values({ municipalityId, queue, payload: JSON.stringify(payload), relayedAt: null })
    .execute();
}

/**
 * Hands out rows not yet relayed. A row is marked only after the queue has it, so a crash between the two
 * relays it again: jobs are at-least-once and stages idempotent.
 */
export function outboxOf(db: Db) {
  return {
    claimBatch: (limit: number): Promise<OutboxRow[]> =>
      acrossMunicipalities('queue', async () => {
        const rows = await db
          .selectFrom('outbox')
          .select(['outboxId', 'queue', 'payload', priorityOf()])
          .where('relayedAt', 'is', null)
          .orderBy('outboxId')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ ...row, outboxId: String(row.outboxId) }));
      }),
    markRelayed: async (outboxIds: readonly string[], now: Date): Promise<void> => {
      if (outboxIds.length === 0) return;
      await acrossMunicipalities('queue', () =>
        db
          .updateTable('outbox')
          .set({ relayedAt: now })
          .where('outboxId', 'in', [...outboxIds])
          .execute(),
      );
    },
  };
}

/** A row whose ids name nothing is handed out like any other: it is for the relay to say so. */
const priorityOf = () =>
  sql<Priority>`coalesce((
    select b.priority from batches b where b.batch_id in (
      select s.batch_id from sheets s where s.sheet_id = ${idIn('sheetId')}
      union all
      select o.batch_id from originals o where o.original_id = ${idIn('originalId')}
    )), 'normal')`.as('priority');

const idIn = (name: 'sheetId' | 'originalId') => sql`case
  when pg_input_is_valid(payload ->> ${sql.lit(name)}, 'uuid')
  then (payload ->> ${sql.lit(name)})::uuid end`;

/**
 * Calls `wake` for every row committed by anybody. Best effort: a lost connection is not mended here, for the
 * relay looks by itself every second; it only makes things quick.
 */
export const listenToOutbox = (url: string, wake: () => void): Promise<Line> =>
  listenTo(url, 'yoshin_outbox', wake);
