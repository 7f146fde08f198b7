import { sql } from 'kysely';
import type { BlobRef } from '../runtime/blob-store.ts';
import type { Db } from './database.ts';
import { acrossMunicipalities } from './scope.ts';

/** A few stored files picked at random, of those whose key was not erased. */
export const sampleBlobs = async (db: Db, count: number): Promise<BlobRef[]> =>
  refsOf(await ours(() => openable(db).orderBy(sql`random()`).limit(count).execute()));

/** The files stored last: identifiers grow with time. */
export const newestBlobs = async (db: Db, count: number): Promise<BlobRef[]> =>
  refsOf(await ours(() => openable(db).orderBy('blobId', 'desc').limit(count).execute()));

const ours = <T>(run: () => Promise<T>): Promise<T> => acrossMunicipalities('keys and files', run);

const openable = (db: Db) =>
  db
    .selectFrom('blobs')
    .select(['municipalityId', 'contentHash', 'byteSize', 'wrappedKey', 'keyId', 'storageName'])
    .where('wrappedKey', 'is not', null);

const refsOf = (rows: readonly (Omit<BlobRef, 'wrappedKey'> & { wrappedKey: string | null })[]) =>
  rows.flatMap(({ wrappedKey, ...row }) => (wrappedKey === null ? [] : [{ ...row, wrappedKey }]));

/** The key that signed the newest checkpoint, of any municipality. */
export async function lastSigningKey(db: Db): Promise<string | undefined> {
  const last = await ours(() =>
    db
      .selectFrom('ledgerCheckpoints')
      .select('keyId')
      .orderBy('signedAt', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  return last?.keyId;
}

/** The database's clock, and the newest moment anything was recorded at. */
export async function clocksOf(db: Db): Promise<{ now: Date; newest: Date | null }> {
  const asked = sql<{ now: Date; newest: Date | null }>`
    select clock_timestamp() as now, (select max(occurred_at) from audit_events) as newest`;
  const { rows } = await acrossMunicipalities('monitoring', () => asked.execute(db));
  const [row] = rows;
  if (row === undefined) throw new Error('no row from a select without table');
  return row;
}

export async function countUnresolvedDeadLetters(db: Db): Promise<number> {
  const { count } = await acrossMunicipalities('monitoring', () =>
    db
      .selectFrom('deadLetters')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('resolvedAt', 'is', null)
      .executeTakeFirstOrThrow(),
  );
  return count;
}

/** Whether anybody can log in at all. */
export async function anyAccount(db: Db): Promise<boolean> {
  const first = await acrossMunicipalities('log-in', () =>
    db.selectFrom('accounts').select('accountId').limit(1).executeTakeFirst(),
  );
  return first !== undefined;
}
