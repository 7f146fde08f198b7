import { type Selectable, sql } from 'kysely';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { Originals } from '../tables/intake-tables.ts';

type Original = Selectable<Originals>;

/** What the same bytes came as before, as far as it still counts: at most one stands for them, the others are refused. */
export type CameBefore = Readonly<{ standing: Original | undefined; refused: Original[] }>;

/** Until the transaction ends, nobody else receives these bytes or decides what becomes of them. */
export async function holdBytes(
  tx: Tx,
  { municipalityId, contentHash }: { municipalityId: string; contentHash: string },
): Promise<CameBefore> {
  const lock = `yoshin.bytes.${municipalityId}.${contentHash}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const rows = await tx
    .selectFrom('originals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('contentHash', '=', contentHash)
    .where('state', 'in', ['received', 'split', 'refused'])
    .orderBy('originalId')
    .forNoKeyUpdate()
    .execute();
  return {
    standing: rows.find(({ state }) => state !== 'refused'),
    refused: rows.filter(({ state }) => state === 'refused'),
  };
}

/** A refused file is opened once more, as the original it is; what its attempts have cost so far is forgotten. */
export async function openAgain(
  tx: Tx,
  context: ActContext,
  originalId: string,
): Promise<Original> {
  await tx
    .deleteFrom('stageAttempts')
    .where('queue', '=', 'split')
    .where('subjectId', '=', originalId)
    .execute();
  await addToOutbox(tx, context, 'split', { originalId });
  return tx
    .updateTable('originals')
    .set({ state: 'received', errorCode: null, pageCount: null, refusedPage: null })
    .where('originalId', '=', originalId)
    .returningAll()
    .executeTakeFirstOrThrow();
}
