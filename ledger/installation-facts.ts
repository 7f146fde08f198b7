import { sql } from 'kysely';
import type { BlobRef } from '../runtime/blob-store.ts';
import type { Db } from './database.ts';

/** A few stored files picked at random, of those whose key was not erased. */
export const sampleBlobs = async (db: Db, count: number): Promise<BlobRef[]> =>
  refsOf(await openable(db).orderBy(sql`random()`).limit(count).execute());

/** The files stored last: identifiers grow with time. */
export const newestBlobs = async (db: Db, count: number): Promise<BlobRef[]> =>
  refsOf(await openable(db).orderBy('blobId', 'desc').limit(count).execute());

const openable = (db: Db) =>
  db
    .selectFrom('blobs')
    .select(['municipalityId', 'contentHash', 'byteSize', 'wrappedKey', 'keyId', 'storageName'])
    .where('wrappedKey', 'is not', null);

const refsOf = (rows: readonly (Omit<BlobRef, 'wrappedKey'> & { wrappedKey: string | null })[]) =>
  rows.flatMap(({ wrappedKey, ...row }) => (wrappedKey === null ? [] : [{ ...row, wrappedKey }]));

/** The key that signed the newest checkpoint, of any municipality. */
export async function lastSigningKey(db: Db): Promise<string | undefined> {
  const last = await db
    .selectFrom('ledgerCheckpoints')
    .select('keyId')
    .orderBy('signedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.keyId;
}

/** The database's clock, and the newest moment anything was recorded at. */
export async function clocksOf(db: Db): Promise<{ now: Date; newest: Date | null }> {
  const { rows } = await sql<{ now: Date; newest: Date | null }>`
    select clock_timestamp() as now, (select max(occurred_at) from audit_events) as newest`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no row from a select without table');
  return row;
}

export async function countUnresolvedDeadLetters(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('deadLetters')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('resolvedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
