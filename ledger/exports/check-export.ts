import { daysAfter } from '../../rules/calendar.ts';
import { sampledLines } from '../../rules/exports/sampled-lines.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ExportView, SampledLine } from '../../schemas/api/exports.ts';
import { authorise, performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { Db } from '../database.ts';
import { findBlob } from '../intake/blobs.ts';
import { readBack } from './draft-export.ts';
import { eraseBlobs, forgetBlobs } from './erase-files.ts';
import { type ExportRow, findExport, viewOf } from './list-exports.ts';
import { formatOf } from './profiles.ts';
import { refusalOf } from './refusals.ts';
import { detailOf } from './request-export.ts';
import { exportRules } from './rules.ts';
import { selectionFor } from './standing-entries.ts';
import type { FileDeps } from './write-export.ts';

type Sample = Readonly<{ contentHash: string; lines: SampledLine[] }>;

/** Drawn lines of the kept file beside the ledger, for somebody who had no part in it. */
export async function exportSample(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
): Promise<Sample> {
  authorise(context.actor, 'export.check', context.actor);
  const row = await findExport(db, context, exportId);
  const { contentHash, fileBlobId, rows } = written(row);
  refusePart(row, context);
  const { ref } = await findBlob(db, row.municipalityId, fileBlobId);
  const bytes = await blobs.get(ref);
  const format = await formatOf(row.profile, row.municipalityId);
  const wanted = new Set(sampledLines(contentHash, rows));
  const lines = await readBack(db, format, selectionFor(row, context.now), bytes, wanted);
  const target = {
    action: 'export.check',
    resourceKind: 'export',
    resourceId: exportId,
    detail: { ...detailOf(row, 'sample'), sheetIds: lines.flatMap(({ sheetIds }) => sheetIds) },
  } as const;
  return performAct(db, context, target, async () => ({
    contentHash,
    lines: lines.map(({ cells, ...line }) => ({
      ...line,
      cells: cells.map(({ agrees: _, ...cell }) => cell),
    })),
  }));
}

function written(row: ExportRow) {
  const { state, contentHash, fileBlobId, rows } = row;
  if (state !== 'written' || contentHash === null || fileBlobId === null || rows === null) {
    throw new RejectedInputError('export.wrong_state');
  }
  return { contentHash, fileBlobId, rows };
}

function refusePart(row: ExportRow, context: ActContext): void {
  const person = personOf(context);
  if ([row.requestedBy, row.writtenBy, row.decidedBy].includes(person)) {
    throw new RejectedInputError('export.same_person');
  }
}

type Checked = Readonly<{
  contentHash: string;
  agreeing: readonly number[];
  /** How many marked persons the checker has taken note of. */
  markedSeen: number;
  agrees: boolean;
  reason: string | null;
}>;

/** The double check: the file is released, or rejected with its reason and erased. */
export async function checkExport(
  { db, blobs }: FileDeps,
  context: ActContext,
  exportId: string,
  checked: Checked,
): Promise<ExportView> {
  const found = await findExport(db, context, exportId);
  const { contentHash, rows } = written(found);
  const lines = sampledLines(contentHash, rows);
  const whole =
    checked.contentHash === contentHash &&
    (checked.agrees
      ? lines.every((line) => checked.agreeing.includes(line))
      : checked.reason !== null);
  if (checked.agrees && checked.markedSeen !== found.markedPersons) {
    throw new RejectedInputError('export.marked_unseen');
  }
  if (!whole) throw new RejectedInputError('input.invalid', { fields: ['agreeing'] });
  const state = checked.agrees ? 'released' : 'rejected';
  const target = {
    action: 'export.check',
    resourceKind: 'export',
    resourceId: exportId,
    detailOf: (row: ExportRow) => detailOf(row, state),
  } as const;
  const expiresAt = checked.agrees ? await endOf(db, context) : null;
  const row = await performAct(db, context, target, async (tx) => {
    const done = await tx
      .updateTable('exports')
      .set({
        ...{ state, expiresAt },
        checkedBy: personOf(context),
        checkedAt: context.now,
        checkedLines: lines,
        checkReason: checked.reason,
        checkedMarked: checked.markedSeen,
        ...(!checked.agrees && { erasedAt: context.now, eraseReason: checked.reason }),
      })
      .where('exportId', '=', exportId)
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('state', '=', 'written')
      .returningAll()
      .executeTakeFirst();
    if (done === undefined) throw new RejectedInputError('export.wrong_state');
    if (!checked.agrees) await forgetBlobs(tx, done, context.now);
    return done;
  }).catch(refusalOf);
  if (!checked.agrees) await eraseBlobs(db, blobs, row);
  return viewOf(db, context, row);
}

/** The same time of day, so many days on. */
async function endOf(db: Db, { actor, now }: ActContext): Promise<Date> {
  const { keepDays } = await exportRules(db, actor.municipalityId);
  const moment = now.toISOString();
  return new Date(`${daysAfter(moment.slice(0, 10), keepDays)}${moment.slice(10)}`);
}
