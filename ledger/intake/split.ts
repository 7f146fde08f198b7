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

/** One page becomes one sheet, once: a second run after a crash finds it there and leaves it. */
export async function recordPage(
  db: Db,
  context: ActContext,
  original: OriginalToSplit['original'],
  page: NewPage,
): Promise<'recorded' | 'already'> {
  return inTransaction(db, async (tx) => {
    if (await pageExists(tx, original.originalId, page.pageNumber)) return 'already';
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
        duplicateOf: null,
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
    return 'recorded';
  });
}

export async function pageExists(
  db: Db | Tx,
  originalId: string,
  pageNumber: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('sheets')
    .select('sheetId')
    .where('originalId', '=', originalId)
    .where('pageNumber', '=', pageNumber)
    .executeTakeFirst();
  return row !== undefined;
}

export async function finishSplit(
  db: Db,
  context: ActContext,
  originalId: string,
  mediaType: string,
): Promise<void> {
  await inTransaction(db, (tx) =>
    tx
      .updateTable('originals')
      .set({ state: 'split', mediaType })
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('originalId', '=', originalId)
      .where('state', '=', 'received')
      .execute(),
  );
}
