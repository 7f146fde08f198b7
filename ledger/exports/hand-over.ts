import { RejectedInputError } from '../../runtime/errors.ts';
import type { ExportView } from '../../schemas/api/exports.ts';
import type { AuditStep } from '../../schemas/audit-vocabulary.ts';
import { authorise, performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { findBlob, recordBlob } from '../intake/blobs.ts';
import { eraseBlobs, eraseBlobsNamed, forgetBlobs, forgetBlobsNamed } from './erase-files.ts';
import { type ExportRow, findExport, viewOf } from './list-exports.ts';
import { refusalOf } from './refusals.ts';
import { detailOf } from './request-export.ts';
import { type FileDeps, refuseOutdated } from './write-export.ts';
import { newPassword, sealedZip } from './zip.ts';

const acting = (exportId: string, step: AuditStep) =>
  ({
    action: 'export.request',
    resourceKind: 'export',
    resourceId: exportId,
    detailOf: (row: ExportRow) => detailOf(row, step),
  }) as const;

/** Released, its time not over. `export.expired`, `export.wrong_state`. */
function inHand(row: ExportRow, now: Date): ExportRow {
  if (row.state === 'erased') throw new RejectedInputError('export.expired');
  if (row.state !== 'released') throw new RejectedInputError('export.wrong_state');
  if (row.expiresAt === null || row.expiresAt <= now)
    throw new RejectedInputError('export.expired');
  return row;
}

/**
 * The encrypted ZIP of a released file, for who asked for it. The password is told now and kept nowhere; asked for again, a new
 * ZIP with another password takes the place of the one before.
 */
export async function archiveExport(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
): Promise<{ password: string; export: ExportView }> {
  authorise(context.actor, 'export.request', context.actor);
  const row = inHand(await findExport(db, context, exportId), context.now);
  if (row.requestedBy !== personOf(context)) throw new RejectedInputError('auth.forbidden');
  await refuseOutdated(db, row, context.now);
  const { ref: file } = await findBlob(db, row.municipalityId, row.fileBlobId ?? '');
  const bytes = await blobs.get(file);
  const password = newPassword();
  const writtenAt = row.writtenAt ?? context.now;
  const sealed = await sealedZip({ name: row.profile.file, bytes, writtenAt }, password);
  const ref = await blobs.put(row.municipalityId, sealed);
  const before = row.archiveBlobId === null ? [] : [row.archiveBlobId];
  const kept = await performAct(db, context, acting(exportId, 'archived'), async (tx) => {
    await forgetBlobsNamed(tx, before, context.now);
    const archived = await tx
      .updateTable('exports')
      .set({
        archiveHash: ref.contentHash,
        archiveByteSize: ref.byteSize,
        archiveBlobId: await recordBlob(tx, context, ref, 'application/zip'),
        archivedAt: context.now,
      })
      .where('exportId', '=', exportId)
      .where('state', '=', 'released')
      .returningAll()
      .executeTakeFirst();
    if (archived === undefined) throw new RejectedInputError('export.wrong_state');
    return archived;
  }).catch(refusalOf);
  await eraseBlobsNamed(db, blobs, before);
  return { password, export: await viewOf(db, context, kept) };
}

export type Archive = Readonly<{ name: string; bytes: Uint8Array }>;

/** The ZIP as it lies there; each fetching is in the audit log and counted in the list. */
export async function downloadExport(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
): Promise<Archive> {
  authorise(context.actor, 'export.request', context.actor);
  const found = inHand(await findExport(db, context, exportId), context.now);
  if (found.archiveBlobId === null) throw new RejectedInputError('resource.not_found');
  await refuseOutdated(db, found, context.now);
  const { ref } = await findBlob(db, found.municipalityId, found.archiveBlobId);
  const bytes = await blobs.get(ref);
  const row = await performAct(db, context, acting(exportId, 'downloaded'), (tx) =>
    tx
      .updateTable('exports')
      .set((eb) => ({ downloads: eb('downloads', '+', 1), downloadedAt: context.now }))
      .where('exportId', '=', exportId)
      .where('state', '=', 'released')
      .returningAll()
      .executeTakeFirstOrThrow(() => new RejectedInputError('export.wrong_state')),
  ).catch(refusalOf);
  return { name: `export-${row.exportNumber}.zip`, bytes };
}

/** Takes an output back at any stage before its end; a released one is erased before its time. */
export async function withdrawExport(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
  reason: string,
): Promise<ExportView> {
  const row = await performAct(db, context, acting(exportId, 'withdrawn'), async (tx) => {
    const { state } = await findExport(tx, context, exportId);
    const gone = await tx
      .updateTable('exports')
      .set({
        state: state === 'released' ? 'erased' : 'withdrawn',
        erasedBy: personOf(context),
        erasedAt: context.now,
        eraseReason: reason,
      })
      .where('exportId', '=', exportId)
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('state', 'in', ['requested', 'approved', 'written', 'released'])
      .returningAll()
      .executeTakeFirst();
    if (gone === undefined) throw new RejectedInputError('export.wrong_state');
    await forgetBlobs(tx, gone, context.now);
    return gone;
  }).catch(refusalOf);
  await eraseBlobs(db, blobs, row);
  return viewOf(db, context, row);
}

/** Says on which medium or line a fetched file went out (媒体の使用). */
export async function useMedium(
  db: Db,
  context: ActContext,
  exportId: string,
  medium: string,
): Promise<ExportView> {
  return withMedia(db, context, exportId, 'medium_used', async (tx, row) => {
    if (row.downloads === 0) throw new RejectedInputError('export.wrong_state');
    await tx
      .insertInto('exportMedia')
      .values({
        exportMediaId: context.newId(),
        ...{ municipalityId: row.municipalityId, exportId, medium },
        ...{ usedBy: personOf(context), usedAt: context.now },
        ...{ wipedHow: null, wipedBy: null, wipedAt: null },
      })
      .execute();
  });
}

/** Says that a medium was wiped, and how (媒体の消去). */
export async function wipeMedium(
  db: Db,
  context: ActContext,
  wiped: Readonly<{ exportId: string; exportMediaId: string; how: string }>,
): Promise<ExportView> {
  return withMedia(db, context, wiped.exportId, 'medium_wiped', async (tx, row) => {
    const found = await tx
      .updateTable('exportMedia')
      .set({ wipedHow: wiped.how, wipedBy: personOf(context), wipedAt: context.now })
      .where('municipalityId', '=', row.municipalityId)
      .where('exportId', '=', wiped.exportId)
      .where('exportMediaId', '=', wiped.exportMediaId)
      .where('wipedAt', 'is', null)
      .returning('exportMediaId')
      .executeTakeFirst();
    if (found === undefined) throw new RejectedInputError('resource.not_found');
  });
}

async function withMedia(
  db: Db,
  context: ActContext,
  exportId: string,
  step: AuditStep,
  run: (tx: Tx, row: ExportRow) => Promise<void>,
): Promise<ExportView> {
  const row = await performAct(db, context, acting(exportId, step), async (tx) => {
    const found = await findExport(tx, context, exportId);
    await run(tx, found);
    return found;
  }).catch(refusalOf);
  return viewOf(db, context, row);
}
