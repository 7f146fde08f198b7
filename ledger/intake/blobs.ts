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
  const row = await db
    .selectFrom('blobs')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('blobId', '=', blobId)
    .executeTakeFirst();
  if (row === undefined || row.wrappedKey === null) {
    throw new RejectedInputError('resource.not_found');
  }
  const { contentHash, byteSize, wrappedKey, keyId, storageName, mediaType } = row;
  return {
    ref: { municipalityId, contentHash, byteSize, wrappedKey, keyId, storageName },
    mediaType,
  };
}
