import type { Selectable } from 'kysely';
import type { BlobRef, BlobSource, BlobStore } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { OriginalView } from '../../schemas/api/intake.ts';
import { MAX_FILE_BYTES, PART_BYTES, type UploadView } from '../../schemas/api/upload.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import type { UploadParts, Uploads } from '../tables/intake-tables.ts';
import { findOriginalView, receiveOriginal, requireOpenBatch } from './originals.ts';
import { ORPHAN_DAYS } from './orphan-blobs.ts';

type Deps = Readonly<{
  db: Db;
  /** Where parts are read from and erased. */
  blobs: Pick<BlobStore, 'getStream' | 'erase'>;
  /** Takes what comes in, while there is room for it. */
  intake: Pick<BlobStore, 'put'>;
}>;
type Upload = Selectable<Uploads>;
type Part = Selectable<UploadParts>;

/** Parts nobody recorded as a blob are swept after `ORPHAN_DAYS`: nothing is built on one nearly as old. */
const STALE_MS = (ORPHAN_DAYS - 1) * 24 * 3600 * 1000;

const partsOf = (byteSize: number): number => Math.ceil(byteSize / PART_BYTES);
const sizeOf = (byteSize: number, partNumber: number): number =>
  Math.min(PART_BYTES, byteSize - (partNumber - 1) * PART_BYTES);

/** Which of these files a batch has, received or split. A refused one may be sent again. */
export async function knownFiles(
  db: Db,
  municipalityId: string,
  asked: { batchId: string; sha256: readonly string[] },
): Promise<{ known: string[] }> {
  if (asked.sha256.length === 0) return { known: [] };
  const rows = await db
    .selectFrom('originals')
    .select('contentHash')
    .where('municipalityId', '=', municipalityId)
    .where('batchId', '=', asked.batchId)
    .where('state', 'in', ['received', 'split'])
    .where('contentHash', 'in', asked.sha256)
    .execute();
  return { known: rows.map(({ contentHash }) => contentHash) };
}

/** A file in parts: begun, or gone on with if this person has begun it before. */
export async function beginUpload(
  db: Db,
  context: ActContext,
  file: { batchId: string; fileName: string; byteSize: number; lastModified: number },
): Promise<UploadView> {
  if (file.byteSize > MAX_FILE_BYTES) throw new RejectedInputError('input.too_large');
  const { municipalityId } = context.actor;
  const accountId = personOf(context);
  const target = {
    action: 'batch.upload',
    resourceKind: 'batch',
    resourceId: file.batchId,
    detail: { step: 'begin', byteSize: file.byteSize },
  } as const;
  const uploadId = await performAct(db, context, target, async (tx) => {
    await requireOpenBatch(tx, municipalityId, file.batchId);
    const stale = tx
      .selectFrom('uploads')
      .select('uploadId')
      .where('accountId', '=', accountId)
      .where('begunAt', '<', new Date(context.now.getTime() - STALE_MS));
    await tx.deleteFrom('uploadParts').where('uploadId', 'in', stale).execute();
    await tx.deleteFrom('uploads').where('uploadId', 'in', stale).execute();
    const { uploadId } = await tx
      .insertInto('uploads')
      .values({
        uploadId: context.newId(),
        municipalityId,
        accountId,
        ...file,
        begunAt: context.now,
        originalId: null,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['batchId', 'accountId', 'fileName', 'byteSize', 'lastModified'])
          .where('originalId', 'is', null)
          .doUpdateSet({ fileName: file.fileName }),
      )
      .returning('uploadId')
      .executeTakeFirstOrThrow();
    return uploadId;
  });
  const parts = await partRows(db, uploadId);
  return {
    uploadId,
    parts: parts.map(({ partNumber, contentHash }) => ({ partNumber, sha256: contentHash })),
  };
}

/** Keeps one part; the same part again takes the place of the first. */
export async function receivePart(
  { db, blobs, intake }: Deps,
  context: ActContext,
  part: { uploadId: string; partNumber: number; source: BlobSource },
): Promise<{ sha256: string }> {
  const { uploadId, partNumber } = part;
  const upload = await findUpload(db, context, uploadId);
  await requireOpenBatch(db, upload.municipalityId, upload.batchId);
  if (upload.originalId !== null || partNumber > partsOf(upload.byteSize)) {
    throw new RejectedInputError('input.invalid');
  }
  const ref = await intake.put(upload.municipalityId, part.source);
  if (ref.byteSize !== sizeOf(upload.byteSize, partNumber)) {
    await blobs.erase(ref);
    throw new RejectedInputError('input.truncated');
  }
  const before = await db
    .selectFrom('uploadParts')
    .select('storageName')
    .where('uploadId', '=', uploadId)
    .where('partNumber', '=', partNumber)
    .executeTakeFirst();
  await db
    .insertInto('uploadParts')
    .values({ uploadId, partNumber, ...ref })
    .onConflict((conflict) => conflict.columns(['uploadId', 'partNumber']).doUpdateSet(ref))
    .execute();
  if (before !== undefined) await blobs.erase(before);
  return { sha256: ref.contentHash };
}

/** The file is whole: it becomes an original like any other, and its parts go. */
export async function completeUpload(
  deps: Deps,
  context: ActContext,
  uploadId: string,
): Promise<OriginalView> {
  const { db } = deps;
  const upload = await findUpload(db, context, uploadId);
  const { municipalityId, batchId, fileName, originalId } = upload;
  if (originalId !== null) return findOriginalView(db, municipalityId, originalId);
  const parts = await partRows(db, uploadId);
  requireWhole(upload, parts);
  const source = wholeFile(deps.blobs, parts);
  const original = await receiveOriginal({ db, blobs: deps.intake }, context, {
    batchId,
    fileName,
    source,
    alongside: async (tx, originalId) => {
      const { numUpdatedRows } = await tx
        .updateTable('uploads')
        .set({ originalId })
        .where('uploadId', '=', uploadId)
        .where('originalId', 'is', null)
        .executeTakeFirstOrThrow();
      // Asked twice at once: the other was first, and this one is asked again by whoever waits for it.
      if (numUpdatedRows === 0n) throw new RejectedInputError('review.wrong_state');
    },
  });
  await db.deleteFrom('uploadParts').where('uploadId', '=', uploadId).execute();
  await Promise.all(parts.map((part) => deps.blobs.erase(part)));
  return original;
}

async function findUpload(db: Db, context: ActContext, uploadId: string): Promise<Upload> {
  const upload = await db
    .selectFrom('uploads')
    .selectAll()
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', personOf(context))
    .where('uploadId', '=', uploadId)
    .executeTakeFirst();
  if (upload === undefined) throw new RejectedInputError('resource.not_found');
  return upload;
}

const partRows = (db: Db, uploadId: string): Promise<Part[]> =>
  db
    .selectFrom('uploadParts')
    .selectAll()
    .where('uploadId', '=', uploadId)
    .orderBy('partNumber')
    .execute();

function requireWhole({ byteSize }: Upload, parts: readonly Part[]): void {
  const whole =
    parts.length === partsOf(byteSize) &&
    parts.every(
      (part, index) =>
        part.partNumber === index + 1 && part.byteSize === sizeOf(byteSize, part.partNumber),
    );
  if (!whole) throw new RejectedInputError('upload.incomplete');
}

async function* wholeFile(
  blobs: Pick<BlobStore, 'getStream'>,
  parts: readonly BlobRef[],
): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* blobs.getStream(part);
}

/** The program itself sends nothing in parts. */
function personOf({ actor }: ActContext): string {
  if (actor.accountId === null) throw new RejectedInputError('auth.forbidden');
  return actor.accountId;
}
