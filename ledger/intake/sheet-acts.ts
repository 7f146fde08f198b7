import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { beginAgain } from './begin-again.ts';
import { findBlob, type StoredBlob } from './blobs.ts';
import { lockOriginal, refile } from './filing.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { requireOpenBatch } from './open-batch.ts';
import { findSheet, type Sheet } from './stages.ts';
import { viewOfSheet, viewsOfSheets } from './view-of-sheet.ts';

const PAGE_SIZE = 100;

/** Sheets in the order they came, a hundred at a time. */
export async function listSheets(
  db: Db,
  municipalityId: string,
  query: { state?: SheetState | undefined; batchId?: string | undefined; offset: number },
): Promise<{ items: SheetView[]; total: number }> {
  let rows = db.selectFrom('sheets').where('sheets.municipalityId', '=', municipalityId);
  if (query.state !== undefined) rows = rows.where('sheets.state', '=', query.state);
  if (query.batchId !== undefined) rows = rows.where('sheets.batchId', '=', query.batchId);
  const { total } = await rows
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const items = await rows
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .selectAll('sheets')
    // As the paper lay: files as they were handed in, however long each took to open.
    .orderBy('receivedAt')
    .orderBy('sheets.originalId')
    .orderBy('pageNumber')
    .limit(PAGE_SIZE)
    .offset(query.offset)
    .execute();
  return { items: await viewsOfSheets(db, items), total };
}

export async function countSheets(
  db: Db,
  municipalityId: string,
): Promise<Partial<Record<SheetState, number>>> {
  const rows = await db
    .selectFrom('sheets')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('municipalityId', '=', municipalityId)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

type Reason = { sheetId: string; reason: string };
type Decide = (tx: Tx, sheet: Sheet) => Promise<SheetState>;

/** What the machine or a person has set aside, and a person may bring back. */
const SET_ASIDE: readonly SheetState[] = [
  'blank',
  'cover',
  'duplicate',
  'unknown_form',
  'foreign',
  'rescan_requested',
  'replaced_by_rescan',
];

/**
 * A person takes back what was decided. The sheet is read again, and is not set aside a second time for what
 * it was set aside for; one that was replaced waits for its rescan again.
 */
export async function reopenSheet(db: Db, context: ActContext, act: Reason): Promise<SheetView> {
  return changeSheet(db, context, act, { stage: 'reopen', from: SET_ASIDE }, async (tx, sheet) => {
    if (sheet.state === 'replaced_by_rescan') return 'rescan_requested';
    await beginAgain(tx, context, sheet);
    return 'received';
  });
}

/** A person looked: none of our forms. It leaves the pending list and can be taken back. */
export async function markForeign(db: Db, context: ActContext, act: Reason): Promise<SheetView> {
  const step = { stage: 'foreign', from: ['unknown_form'] } as const;
  return changeSheet(db, context, act, step, async () => 'foreign');
}

/** A person looked: one of our forms, scanned so that nobody can read it. */
export async function requestRescan(db: Db, context: ActContext, act: Reason): Promise<SheetView> {
  const step = { stage: 'rescan', from: ['unknown_form'] } as const;
  return changeSheet(db, context, act, step, async () => 'rescan_requested');
}

type Step = Readonly<{ stage: string; from: readonly SheetState[]; detail?: AuditDetail }>;

/** What a person makes of a page, with the reason, in the sheet's events and the audit log. */
export async function changeSheet(
  db: Db,
  context: ActContext,
  act: Reason,
  { stage, from, detail = {} }: Step,
  decide: Decide,
): Promise<SheetView> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sheet.reopen',
    resourceKind: 'sheet',
    resourceId: act.sheetId,
    detail: { stage, ...detail },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const sheet = await findSheet(tx, municipalityId, act.sheetId);
    if (!from.includes(sheet.state)) throw new RejectedInputError('review.wrong_state');
    if (sheet.state === 'cover') await lockOriginal(tx, sheet.originalId);
    await requireOpenBatch(tx, sheet.batchId);
    const to = await decide(tx, sheet);
    await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: sheet.state,
      to,
      stage,
      // One request is one step: what was taken back may be done again.
      inputHash: `${stageInput(sheet)}:${context.requestId}`,
      detail: { reason: act.reason, ...detail },
    });
    // What was no cover brought nothing with it: its pages go back.
    if (sheet.state === 'cover') await refile(tx, context, sheet);
    return viewOfSheet(tx, municipalityId, act.sheetId);
  });
}

/** The scanned page, and in the same transaction the note of who looked. */
export async function viewSheetImage(
  db: Db,
  context: ActContext,
  sheetId: string,
  ahead = false,
): Promise<StoredBlob & { imageHash: string }> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sheet.read_image',
    resourceKind: 'sheet',
    resourceId: sheetId,
    ...(ahead ? { detail: { step: 'ahead' } as const } : {}),
  } as const;
  return performAct(db, context, target, async (tx) => {
    const sheet = await findSheet(tx, municipalityId, sheetId);
    if (sheet.screening === 'waiting') throw new RejectedInputError('sheet.not_screened');
    if (sheet.erasedAt !== null) throw new RejectedInputError('sheet.erased');
    const blob = await findBlob(tx, municipalityId, sheet.blobId);
    return { ...blob, imageHash: sheet.imageHash };
  });
}
