import type { Selectable } from 'kysely';
import type { BlobRef, BlobSource, BlobStore } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { OriginalView } from '../../schemas/api/intake.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { inTransaction, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { Originals } from '../tables/intake-tables.ts';
import { findBlob, recordBlob, type StoredBlob } from './blobs.ts';
import { holdBytes, openAgain } from './same-bytes.ts';

type Original = Selectable<Originals>;

/**
 * Keeps a file exactly as it came, encrypted, before anybody looks inside. The same bytes again are the
 * outcome `duplicate`, not an error: the first copy stands for both. A refused file that comes again into its batch
 * before anybody has dealt with the refusal is opened again: it is one file, and listed once.
 */
export async function receiveOriginal(
  deps: { db: Db; blobs: Pick<BlobStore, 'put'> },
  context: ActContext,
  file: {
    batchId: string;
    fileName: string;
    source: BlobSource;
    /** What is true only if this file is an original; refusing here refuses the file. */
    alongside?: (tx: Tx, originalId: string) => Promise<void>;
  },
): Promise<OriginalView> {
  const { municipalityId } = context.actor;
  const { batchId, fileName } = file;
  await requireOpenBatch(deps.db, municipalityId, batchId);
  const ref = await deps.blobs.put(municipalityId, file.source);
  const target = {
    action: 'batch.upload',
    resourceKind: 'original',
    resourceId: null,
    resourceOf: ({ originalId }: Original) => originalId,
    detail: { batchId, byteSize: ref.byteSize },
  } as const;
  const row = await performAct(deps.db, context, target, async (tx) => {
    await requireOpenBatch(tx, municipalityId, batchId);
    const { standing, refused } = await holdBytes(tx, ref);
    const same = refused.find((one) => one.batchId === batchId && one.fileName === fileName);
    const received =
      standing === undefined && same !== undefined
        ? await openAgain(tx, context, same.originalId)
        : await insertOriginal(tx, context, { batchId, fileName, ref, twin: standing });
    await file.alongside?.(tx, received.originalId);
    return received;
  });
  return justReceived(row);
}

async function insertOriginal(
  tx: Tx,
  context: ActContext,
  file: { batchId: string; fileName: string; ref: BlobRef; twin: Original | undefined },
): Promise<Original> {
  const { ref, twin } = file;
  const originalId = context.newId();
  const blobId = await recordBlob(tx, context, ref, 'application/octet-stream');
  if (twin === undefined) await addToOutbox(tx, context, 'split', { originalId });
  return tx
    .insertInto('originals')
    .values({
      originalId,
      municipalityId: context.actor.municipalityId,
      batchId: file.batchId,
      blobId,
      contentHash: ref.contentHash,
      fileName: file.fileName,
      byteSize: ref.byteSize,
      mediaType: null,
      state: twin === undefined ? 'received' : 'duplicate',
      duplicateOf: twin?.originalId ?? null,
      errorCode: null,
      discardReason: null,
      pageCount: null,
      refusedPage: null,
      missingPages: [],
      receivedBy: context.actor.accountId,
      receivedAt: context.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function requireOpenBatch(db: Db | Tx, municipalityId: string, batchId: string) {
  const batch = await db
    .selectFrom('batches')
    .select('state')
    .where('municipalityId', '=', municipalityId)
    .where('batchId', '=', batchId)
    // Held until the end of the act: closing the batch waits for it, or it for the closing.
    .forShare()
    .executeTakeFirst();
  if (batch === undefined) throw new RejectedInputError('resource.not_found');
  if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
}

/** A file just received, before anything was made of it. */
export async function findOriginalView(
  db: Db,
  municipalityId: string,
  originalId: string,
): Promise<OriginalView> {
  return justReceived(await findOriginalRow(db, municipalityId, originalId));
}

export type OriginalToSplit = Readonly<{ original: Original; blob: StoredBlob }>;

/** With its bytes; `resource.not_found` once every page of it was looked through and they were erased. */
export async function findOriginal(
  db: Db,
  municipalityId: string,
  originalId: string,
): Promise<OriginalToSplit> {
  const original = await findOriginalRow(db, municipalityId, originalId);
  return { original, blob: await findBlob(db, municipalityId, original.blobId) };
}

export async function findOriginalRow(
  db: Db,
  municipalityId: string,
  originalId: string,
): Promise<Original> {
  const original = await db
    .selectFrom('originals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('originalId', '=', originalId)
    .executeTakeFirst();
  if (original === undefined) throw new RejectedInputError('resource.not_found');
  return original;
}

/** The page that cannot be read, of how many. */
export type RefusedPage = Readonly<{ pageNumber: number; pageCount: number }>;

/** The file cannot be read. It stays, encrypted and listed, until a person has dealt with it. */
export async function refuseOriginal(
  db: Db,
  context: ActContext,
  refusal: { originalId: string; errorCode: ErrorCode; page: RefusedPage | null },
): Promise<void> {
  await inTransaction(db, (tx) =>
    tx
      .updateTable('originals')
      .set({
        state: 'refused',
        errorCode: refusal.errorCode,
        pageCount: refusal.page?.pageCount ?? null,
        refusedPage: refusal.page?.pageNumber ?? null,
      })
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('originalId', '=', refusal.originalId)
      .where('state', '=', 'received')
      .execute(),
  );
}

/** A refused file is dealt with: somebody says why nothing of it is needed. The bytes go with the next sweep. */
export async function discardOriginal(
  db: Db,
  context: ActContext,
  act: { originalId: string; reason: string },
): Promise<OriginalView> {
  const target = {
    action: 'batch.upload',
    resourceKind: 'original',
    resourceId: act.originalId,
    detail: { step: 'discard' },
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    const updated = await tx
      .updateTable('originals')
      .set({ state: 'discarded', discardReason: act.reason })
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('originalId', '=', act.originalId)
      .where('state', 'in', ['refused', 'duplicate'])
      .returningAll()
      .executeTakeFirst();
    if (updated === undefined) throw new RejectedInputError('review.wrong_state');
    return updated;
  });
  return justReceived(row);
}

const justReceived = (row: Original): OriginalView => ({
  ...viewOf(row),
  pages: 0,
  pagesDone: 0,
  pagesWaiting: { preprocess: 0, read: 0, check: 0 },
  pagesHere: 0,
});

type PageCounts = 'pages' | 'pagesDone' | 'pagesWaiting' | 'pagesHere';

export function viewOf(row: Original): Omit<OriginalView, PageCounts> {
  const { originalId, batchId, fileName, mediaType, byteSize, state } = row;
  const { errorCode, pageCount, refusedPage, missingPages, receivedAt } = row;
  return {
    originalId,
    batchId,
    fileName,
    mediaType,
    byteSize,
    state,
    errorCode,
    pageCount,
    refusedPage,
    missingPages,
    receivedAt: receivedAt.toISOString(),
  };
}
