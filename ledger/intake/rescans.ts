import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetPlace, SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { beginAgain } from './begin-again.ts';
import { type MoveDetail, moveSheet, stageInput } from './move-sheet.ts';
import { requireOpenBatch } from './open-batch.ts';
import { findSheet, holdSheet, type Sheet } from './stages.ts';
import { sheetPlaces, viewOfSheet } from './view-of-sheet.ts';

type Replacement = Readonly<{ sheetId: string; replacedBy: string; detail: MoveDetail }>;

/** A sheet that was asked for again is answered for by the scan that came. */
export async function replaceByRescan(
  tx: Tx,
  context: ActContext,
  { sheetId, replacedBy, detail }: Replacement,
): Promise<void> {
  await moveSheet(tx, context, {
    sheetId,
    from: 'rescan_requested',
    to: 'replaced_by_rescan',
    stage: 'replace',
    // May be taken back and done again: each time is a step of its own.
    inputHash: `${replacedBy}:${context.requestId}`,
    detail: { replacedBy, ...detail },
    patch: { replacedBy },
  });
}

/** What a page must have become to answer for another: read, and taken for a form. */
const IS_A_FORM: readonly SheetState[] = [
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'committed',
  'rescan_requested',
  'rejected',
  'illegible',
];

type Act = Readonly<{ sheetId: string; replacedBy: string; reason: string }>;

/** A person names the rescan of a sheet that was asked for again, where its ticket could not. */
export async function nameRescan(db: Db, context: ActContext, act: Act): Promise<SheetView> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sheet.reopen',
    resourceKind: 'sheet',
    resourceId: act.sheetId,
    detail: { stage: 'replace', replacedBy: act.replacedBy },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const sheet = await findSheet(tx, municipalityId, act.sheetId);
    // Held: of two people naming one scan for two sheets, the second finds it taken.
    const rescan = await holdSheet(tx, municipalityId, act.replacedBy);
    if (sheet.state !== 'rescan_requested') throw new RejectedInputError('review.wrong_state');
    await requireOpenBatch(tx, sheet.batchId);
    if (!(await mayAnswerFor(tx, sheet, rescan))) throw new RejectedInputError('rescan.not_of_it');
    const detail = { by: 'person', reason: act.reason };
    await replaceByRescan(tx, context, { ...act, detail });
    return viewOfSheet(tx, municipalityId, sheet.sheetId);
  });
}

/** A scan of a form, of no other ticket, that answers for no other sheet yet. */
async function mayAnswerFor(tx: Tx, sheet: Sheet, rescan: Sheet): Promise<boolean> {
  const found = await answersFor(tx, sheet)
    .where('sheets.sheetId', '=', rescan.sheetId)
    .executeTakeFirst();
  return found !== undefined;
}

const answersFor = (db: Db | Tx, { municipalityId, sheetId, ticketLine }: Sheet) =>
  db
    .selectFrom('sheets')
    .leftJoin('sheets as replaced', 'replaced.replacedBy', 'sheets.sheetId')
    .select('sheets.sheetId')
    .where('sheets.municipalityId', '=', municipalityId)
    .where('sheets.sheetId', '<>', sheetId)
    .where('sheets.state', 'in', IS_A_FORM)
    .where('replaced.sheetId', 'is', null)
    .where((eb) =>
      ticketLine === null
        ? eb.lit(true)
        : eb.or([eb('sheets.ticketLine', '=', ticketLine), eb('sheets.ticketLine', 'is', null)]),
    );

const MOST_CANDIDATES = 100;

/** What may be named, the likeliest first: the same ticket, then the same batch, then what came last. */
export async function rescanCandidates(
  db: Db,
  municipalityId: string,
  sheetId: string,
): Promise<SheetPlace[]> {
  const sheet = await findSheet(db, municipalityId, sheetId);
  const rows = await answersFor(db, sheet)
    .orderBy((eb) => eb('sheets.ticketLine', 'is not distinct from', sheet.ticketLine), 'desc')
    .orderBy((eb) => eb('sheets.batchId', '=', sheet.batchId), 'desc')
    .orderBy('sheets.createdAt', 'desc')
    .orderBy('sheets.sheetId')
    .limit(MOST_CANDIDATES)
    .execute();
  const ids = rows.map((row) => row.sheetId);
  const places = await sheetPlaces(db, municipalityId, ids);
  return ids.flatMap((id) => places.get(id) ?? []);
}

/**
 * A scan is asked for again of which there is another, set aside as its duplicate: that one is read, and takes
 * its place. Nobody goes to look for a paper that has been scanned twice already.
 */
export async function readOtherScan(tx: Tx, context: ActContext, sheetId: string): Promise<void> {
  const other = await tx
    .selectFrom('sheets')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .selectAll('sheets')
    .where('duplicateOf', '=', sheetId)
    .where('sheets.state', '=', 'duplicate')
    .where('batches.state', '=', 'open')
    .orderBy('sheets.createdAt', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (other === undefined) return;
  await beginAgain(tx, context, other);
  await moveSheet(tx, context, {
    sheetId: other.sheetId,
    from: 'duplicate',
    to: 'received',
    stage: 'reopen',
    inputHash: `${stageInput(other)}:${context.requestId}`,
    detail: { rescanOf: sheetId },
  });
}
