import type { BlobRef } from '../../runtime/blob-store.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import { recordBlob } from './blobs.ts';
import { stageInput } from './move-sheet.ts';
import type { OriginalToSplit } from './originals.ts';

export type NewPage = Readonly<{
  pageNumber: number;
  ref: BlobRef;
  mediaType: string;
  widthPx: number;
  heightPx: number;
}>;

type Found = Readonly<{
  pages: readonly NewPage[];
  mediaType: string;
  /** Pages its scanner numbered that are not in it. */
  missingPages: readonly number[];
}>;

/**
 * All pages of a file become sheets, and the file is done, in one transaction: a run that is cut short leaves
 * the file as it was, and one that comes second changes nothing.
 */
export async function recordSplit(
  db: Db,
  context: ActContext,
  original: OriginalToSplit['original'],
  found: Found,
): Promise<'recorded' | 'already'> {
  return inTransaction(db, async (tx) => {
    const { originalId, municipalityId } = original;
    const locked = await tx
      .selectFrom('originals')
      .select('state')
      .where('municipalityId', '=', municipalityId)
      .where('originalId', '=', originalId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (locked.state !== 'received') return 'already';
    for (const page of found.pages) await insertPage(tx, context, original, page);
    await tx
      .updateTable('originals')
      .set({
        state: 'split',
        mediaType: found.mediaType,
        pageCount: found.pages.length,
        missingPages: [...found.missingPages],
      })
      .where('originalId', '=', originalId)
      .execute();
    return 'recorded';
  });
}

async function insertPage(
  tx: Tx,
  context: ActContext,
  original: OriginalToSplit['original'],
  page: NewPage,
): Promise<void> {
  const { municipalityId } = context.actor;
  const sheetId = context.newId();
  const blobId = await recordBlob(tx, context, page.ref, page.mediaType);
  const imageHash = page.ref.contentHash;
  await tx
    .insertInto('sheets')
    .values({
      sheetId,
      municipalityId,
      batchId: original.batchId,
      originalId: original.originalId,
      pageNumber: page.pageNumber,
      blobId,
      imageHash,
      widthPx: page.widthPx,
      heightPx: page.heightPx,
      state: 'received',
      template: null,
      registration: null,
      createdAt: context.now,
      updatedAt: context.now,
    })
    .execute();
  await tx
    .insertInto('sheetEvents')
    .values({
      municipalityId,
      sheetId,
      stage: 'split',
      inputHash: stageInput({ imageHash, generation: 1 }),
      fromState: null,
      toState: 'received',
      accountId: null,
      detail: '{}',
      requestId: context.requestId,
      traceId: context.traceId,
      occurredAt: context.now,
    })
    .execute();
  await addToOutbox(tx, context, 'preprocess', { sheetId });
}
