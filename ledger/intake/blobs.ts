import type { BlobRef } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';

/** Remembers a stored file; from here on its key lives in the database. */
export async function recordBlob(
  tx: Tx,
  context: ActContext,
  ref: BlobRef,
  mediaType: string,
): Promise<string> {
  const blobId = context.newId();
  const { municipalityId, contentHash, byteSize, wrappedKey, keyId, storageName } = ref;
  await tx
    .insertInto('blobs')
    .values({
      blobId,
      municipalityId,
      contentHash,
      byteSize,
      mediaType,
      wrappedKey,
      keyId,
      storageName,
      createdAt: context.now,
      erasedAt: null,
    })
    .execute();
  return blobId;
}

export type StoredBlob = Readonly<{ ref: BlobRef; mediaType: string }>;

/** Where a file lies and how to open it; `resource.not_found` once it was erased. */
export async function findBlob(
  db: Db | Tx,
  municipalityId: string,
  blobId: string,
): Promise<StoredBlob> {
  const found = (await findBlobs(db, municipalityId, [blobId])).get(blobId);
  if (found === undefined) throw new RejectedInputError('resource.not_found');
  return found;
}

/** The same of many; those that were erased are not among them. */
export async function findBlobs(
  db: Db | Tx,
  municipalityId: string,
  blobIds: readonly string[],
): Promise<ReadonlyMap<string, StoredBlob>> {
  if (blobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('blobs')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('blobId', 'in', blobIds)
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const { blobId, contentHash, byteSize, wrappedKey, keyId, storageName, mediaType } = row;
      if (wrappedKey === null) return [];
      const ref = { municipalityId, contentHash, byteSize, wrappedKey, keyId, storageName };
      return [[blobId, { ref, mediaType }]];
    }),
  );
}

/** Erases a key for good. The file is of no use to anybody after that; whoever calls removes it once this is committed. */
export async function eraseBlob(
  tx: Tx,
  context: Pick<ActContext, 'actor' | 'now'>,
  blobId: string,
): Promise<Pick<BlobRef, 'storageName'>> {
  return tx
    .updateTable('blobs')
    .set({ wrappedKey: null, erasedAt: context.now })
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('blobId', '=', blobId)
    .returning('storageName')
    .executeTakeFirstOrThrow();
}
