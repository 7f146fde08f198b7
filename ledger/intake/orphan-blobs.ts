import type { BlobStore } from '../../runtime/blob-store.ts';
import type { Db } from '../database.ts';
import { acrossMunicipalities } from '../scope.ts';

/**
 * Longer than any job works on pages it has stored and not yet recorded, and long enough to notice that the
 * wrong copy of the database was restored.
 */
export const ORPHAN_DAYS = 7;

const PAGE = 500;

export type Swept = Readonly<{ orphans: number; erased: number }>;

/**
 * Erases files that were stored and never recorded: their process died between the two, and their key with it.
 * Seen first, erased a week later at the earliest, and only while still nobody's.
 */
export const sweepOrphans = (db: Db, blobs: Files, now: Date): Promise<Swept> =>
  acrossMunicipalities('keys and files', () => sweep(db, blobs, now));

type Files = Pick<BlobStore, 'list' | 'erase'>;

async function sweep(db: Db, blobs: Files, now: Date): Promise<Swept> {
  let page: string[] = [];
  for await (const { storageName } of blobs.list()) {
    page.push(storageName);
    if (page.length < PAGE) continue;
    await noteOrphans(db, page, now);
    page = [];
  }
  await noteOrphans(db, page, now);
  await db
    .deleteFrom('orphanBlobs')
    .where('storageName', 'in', (eb) => eb.selectFrom('blobs').select('storageName'))
    .execute();
  let erased = 0;
  for (const storageName of await ripeOrphans(db, now)) {
    await blobs.erase({ storageName });
    await db.deleteFrom('orphanBlobs').where('storageName', '=', storageName).execute();
    erased += 1;
  }
  return { orphans: await countOrphans(db), erased };
}

async function noteOrphans(db: Db, names: readonly string[], seenAt: Date): Promise<void> {
  if (names.length === 0) return;
  const known = await db
    .selectFrom('blobs')
    .select('storageName')
    .where('storageName', 'in', names)
    .execute();
  const recorded = new Set(known.map((row) => row.storageName));
  const orphans = names.filter((name) => !recorded.has(name));
  if (orphans.length === 0) return;
  await db
    .insertInto('orphanBlobs')
    .values(orphans.map((storageName) => ({ storageName, seenAt })))
    .onConflict((conflict) => conflict.column('storageName').doNothing())
    .execute();
}

async function ripeOrphans(db: Db, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - ORPHAN_DAYS * 24 * 3600 * 1000);
  const rows = await db
    .selectFrom('orphanBlobs')
    .select('storageName')
    .where('seenAt', '<', before)
    .execute();
  return rows.map((row) => row.storageName);
}

async function countOrphans(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('orphanBlobs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
