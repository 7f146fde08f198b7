import type { BlobStore } from '../../runtime/blob-store.ts';
import { newId } from '../../runtime/ids.ts';
import { systemActor } from '../accounts/system-actor.ts';
import { performAct } from '../act.ts';
import type { Db, Tx } from '../database.ts';
import type { ExportRow } from './list-exports.ts';
import { detailOf } from './request-export.ts';

const blobsOf = ({ fileBlobId, archiveBlobId }: ExportRow): string[] =>
  [fileBlobId, archiveBlobId].filter((blobId) => blobId !== null);

/** Erases the keys: nobody can read the files from here on, wherever copies of them lie. */
export async function forgetBlobs(tx: Tx, row: ExportRow, now: Date): Promise<void> {
  await forgetBlobsNamed(tx, blobsOf(row), now);
}

export async function forgetBlobsNamed(
  tx: Tx,
  blobIds: readonly string[],
  now: Date,
): Promise<void> {
  if (blobIds.length === 0) return;
  await tx
    .updateTable('blobs')
    .set({ wrappedKey: null, erasedAt: now })
    .where('blobId', 'in', blobIds)
    .where('wrappedKey', 'is not', null)
    .execute();
}

/** Removes the files of which the keys are gone. */
export async function eraseBlobs(
  db: Db,
  blobs: Pick<BlobStore, 'erase'>,
  row: ExportRow,
): Promise<void> {
  await eraseBlobsNamed(db, blobs, blobsOf(row));
}

export async function eraseBlobsNamed(
  db: Db,
  blobs: Pick<BlobStore, 'erase'>,
  blobIds: readonly string[],
): Promise<void> {
  if (blobIds.length === 0) return;
  const rows = await db
    .selectFrom('blobs')
    .select('storageName')
    .where('blobId', 'in', blobIds)
    .where('wrappedKey', 'is', null)
    .execute();
  for (const { storageName } of rows) await blobs.erase({ storageName });
}

/** Erases every file of a municipality whose time is over; how many there were. Done by the program, in its own name. */
export async function eraseExpired(
  { db, blobs }: Readonly<{ db: Db; blobs: Pick<BlobStore, 'erase'> }>,
  municipalityId: string,
  now: Date,
): Promise<number> {
  const rows = await db
    .selectFrom('exports')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('state', '=', 'released')
    .where('expiresAt', '<=', now)
    .execute();
  for (const row of rows) {
    const requestId = newId();
    const actor = systemActor(municipalityId);
    const context = { actor, requestId, traceId: requestId, now, newId };
    const target = {
      action: 'export.request',
      resourceKind: 'export',
      resourceId: row.exportId,
      detail: detailOf(row, 'expired'),
    } as const;
    await performAct(db, context, target, async (tx) => {
      await tx
        .updateTable('exports')
        .set({ state: 'erased', erasedAt: now })
        .where('exportId', '=', row.exportId)
        .where('state', '=', 'released')
        .execute();
      await forgetBlobs(tx, row, now);
    });
    await eraseBlobs(db, blobs, row);
  }
  return rows.length;
}
