import { randomBytes } from 'node:crypto';
import type { ActContext } from '../../ledger/act-context.ts';
import type { Db } from '../../ledger/database.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { findOriginal, receiveOriginal } from '../../ledger/intake/originals.ts';
import { recordSplit } from '../../ledger/intake/split.ts';
import { recordPreprocessed, type Sheet } from '../../ledger/intake/stages.ts';
import { MUNICIPALITY, TEMPLATE } from './ledger-world.ts';
import { memoryBlobs } from './memory-blobs.ts';

type Said = Readonly<{ label: string; month?: string; declaredSheets?: number }>;

export async function newBatch(db: Db, context: ActContext, said: Said): Promise<string> {
  const asked = { institutionCode: null, month: null, declaredSheets: null, ...said };
  return (await createBatch(db, context, asked)).batchId;
}

/** A scan of several pages, taken apart; nobody has looked at a page yet. */
export async function scannedFile(
  db: Db,
  system: ActContext,
  batchId: string,
  pageCount: number,
  missingPages: readonly number[] = [],
): Promise<Sheet[]> {
  const blobs = memoryBlobs();
  const file = { batchId, fileName: 'scan.pdf', source: randomBytes(64) };
  const { originalId } = await receiveOriginal({ db, blobs }, system, file);
  const { original } = await findOriginal(db, MUNICIPALITY, originalId);
  const size = { mediaType: 'image/png', widthPx: 10, heightPx: 10 };
  const pages = await Promise.all(
    Array.from({ length: pageCount }, async (_, index) => ({
      ...size,
      pageNumber: index + 1,
      ref: await blobs.put(MUNICIPALITY, randomBytes(64)),
    })),
  );
  await recordSplit(db, system, original, { pages, mediaType: 'application/pdf', missingPages });
  return db
    .selectFrom('sheets')
    .selectAll()
    .where('originalId', '=', originalId)
    .orderBy('pageNumber')
    .execute();
}

export const recognisedAsForm = (db: Db, system: ActContext, sheet: Sheet): Promise<void> =>
  recordPreprocessed(db, system, sheet, {
    to: 'preprocessed',
    template: TEMPLATE.id,
    registration: null,
  });
