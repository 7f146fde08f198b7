import type { BlobRef, BlobStore } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ExportView } from '../../schemas/api/exports.ts';
import { authorise, performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { Db } from '../database.ts';
import { recordBlob } from '../intake/blobs.ts';
import { type Draft, readBack, writeDraft } from './draft-export.ts';
import { type ExportRow, findExport, viewOf } from './list-exports.ts';
import { formatOf } from './profiles.ts';
import { refusalOf } from './refusals.ts';
import { detailOf } from './request-export.ts';
import { countMarked, markedSince, selectionFor, supersededSince } from './standing-entries.ts';

export type FileDeps = Readonly<{ db: Db; blobs: BlobStore }>;

/**
 * Throws `export.outdated` where a newer word has been committed on any of its entries, or somebody in the written file was
 * marked 自動応答不可 since.
 */
export async function refuseOutdated(db: Db, row: ExportRow, now: Date): Promise<void> {
  const selection = selectionFor(row, now);
  const isOld =
    (await supersededSince(db, selection)) > 0 ||
    (row.writtenAt !== null &&
      ((await markedSince(db, selection, now)) > 0 ||
        (await countMarked(db, selection)) !== row.markedPersons));
  if (isOld) throw new RejectedInputError('export.outdated');
}

/**
 * Writes the file of an approved output, reads it back and compares it with the ledger, and only then keeps it, encrypted. Who
 * asked for it writes it. What did not read back is in the list as failed.
 */
export async function writeExport(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
): Promise<ExportView> {
  authorise(context.actor, 'export.request', context.actor);
  const row = await findExport(db, context, exportId);
  if (row.state !== 'approved') throw new RejectedInputError('export.wrong_state');
  if (row.requestedBy !== personOf(context)) throw new RejectedInputError('auth.forbidden');
  await refuseOutdated(db, row, context.now);
  const selection = selectionFor(row, context.now);
  const markedPersons = await countMarked(db, selection);
  const format = await formatOf(row.profile, row.municipalityId);
  const { bytes, draft } = await writeDraft(db, format, selection);
  if (draft.problemEntries > 0 && !row.leaveOut) throw new RejectedInputError('export.problems');
  if (draft.entries + draft.problemEntries !== row.entries) {
    return failed(db, context, row, new RejectedInputError('export.not_as_ledger'));
  }
  try {
    await readBack(db, format, selection, bytes);
  } catch (error) {
    return failed(db, context, row, error);
  }
  const ref = await blobs.put(row.municipalityId, bytes);
  return viewOf(db, context, await keepWritten(db, context, row, { ref, draft, markedPersons }));
}

async function keepWritten(
  db: Db,
  context: ActContext,
  { exportId, profile }: ExportRow,
  { ref, draft, markedPersons }: Readonly<{ ref: BlobRef; draft: Draft; markedPersons: number }>,
): Promise<ExportRow> {
  const target = {
    action: 'export.request',
    resourceKind: 'export',
    resourceId: exportId,
    detailOf: (written: ExportRow) => detailOf(written, 'written'),
  } as const;
  return performAct(db, context, target, async (tx) => {
    const type = profile.format === 'csv' ? 'text/csv' : 'application/fhir+ndjson';
    const written = await tx
      .updateTable('exports')
      .set({
        state: 'written',
        writtenBy: personOf(context),
        writtenAt: context.now,
        rows: draft.rows,
        writtenEntries: draft.entries,
        leftOut: draft.problemEntries,
        substituted: draft.substituted,
        markedPersons,
        contentHash: ref.contentHash,
        byteSize: ref.byteSize,
        fileBlobId: await recordBlob(tx, context, ref, type),
      })
      .where('exportId', '=', exportId)
      .where('state', '=', 'approved')
      .returningAll()
      .executeTakeFirst();
    if (written === undefined) throw new RejectedInputError('export.wrong_state');
    return written;
  }).catch(refusalOf);
}

/** Kept in the list, and told to whoever wrote it. */
async function failed(db: Db, context: ActContext, row: ExportRow, error: unknown): Promise<never> {
  const isRefused = error instanceof RejectedInputError && error.code === 'export.not_as_ledger';
  if (!isRefused) throw error;
  const target = {
    action: 'export.request',
    resourceKind: 'export',
    resourceId: row.exportId,
    detail: detailOf(row, 'failed'),
  } as const;
  await performAct(db, context, target, (tx) =>
    tx
      .updateTable('exports')
      .set({ state: 'failed' })
      .where('exportId', '=', row.exportId)
      .where('state', '=', 'approved')
      .execute(),
  ).catch(refusalOf);
  throw error;
}
