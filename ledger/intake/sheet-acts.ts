import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import { findBlob, type StoredBlob } from './blobs.ts';
import { lockOriginal, refile } from './filing.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { findSheet, type Sheet } from './stages.ts';

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
  return { items: items.map(sheetView), total };
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

/** A person says: this is a form after all. It is read again and may not be set aside as blank twice. */
export async function reopenSheet(db: Db, context: ActContext, act: Reason): Promise<SheetView> {
  return changeSheet(db, context, act, 'reopen', async (tx, sheet) => {
    await tx
      .updateTable('sheets')
      .set({ generation: sheet.generation + 1 })
      .where('sheetId', '=', sheet.sheetId)
      .execute();
    await addToOutbox(tx, context, 'preprocess', { sheetId: sheet.sheetId });
    return 'received';
  });
}

/** A person looked: none of our forms. It leaves the pending list and can be taken back. */
export async function markForeign(db: Db, context: ActContext, act: Reason): Promise<SheetView> {
  return changeSheet(db, context, act, 'foreign', async () => 'foreign');
}

async function changeSheet(
  db: Db,
  context: ActContext,
  act: Reason,
  stage: string,
  decide: (tx: Parameters<typeof moveSheet>[0], sheet: Sheet) => Promise<SheetState>,
): Promise<SheetView> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sheet.reopen',
    resourceKind: 'sheet',
    resourceId: act.sheetId,
    detail: { stage },
  } as const;
  const allowed: readonly SheetState[] =
    stage === 'foreign'
      ? ['unknown_form']
      : ['blank', 'cover', 'duplicate', 'unknown_form', 'foreign'];
  return performAct(db, context, target, async (tx) => {
    const sheet = await findSheet(tx, municipalityId, act.sheetId);
    if (!allowed.includes(sheet.state)) throw new RejectedInputError('review.wrong_state');
    if (sheet.state === 'cover') await lockOriginal(tx, sheet.originalId);
    await requireOpenBatchOf(tx, sheet);
    const to = await decide(tx, sheet);
    await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: sheet.state,
      to,
      stage,
      inputHash: stageInput(sheet),
      detail: { reason: act.reason },
    });
    // What was no cover brought nothing with it: its pages go back.
    if (sheet.state === 'cover') await refile(tx, context, sheet);
    return sheetView(await findSheet(tx, municipalityId, act.sheetId));
  });
}

async function requireOpenBatchOf(tx: Parameters<typeof moveSheet>[0], sheet: Sheet) {
  const batch = await tx
    .selectFrom('batches')
    .select('state')
    .where('batchId', '=', sheet.batchId)
    .forShare()
    .executeTakeFirstOrThrow();
  if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
}

/** The scanned page, and in the same transaction the note of who looked. */
export async function viewSheetImage(
  db: Db,
  context: ActContext,
  sheetId: string,
): Promise<StoredBlob & { imageHash: string }> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sheet.read_image',
    resourceKind: 'sheet',
    resourceId: sheetId,
  } as const;
  return performAct(db, context, target, async (tx) => {
    const sheet = await findSheet(tx, municipalityId, sheetId);
    const blob = await findBlob(tx, municipalityId, sheet.blobId);
    return { ...blob, imageHash: sheet.imageHash };
  });
}

export function sheetView(sheet: Sheet): SheetView {
  const { sheetId, batchId, originalId, pageNumber, state, template } = sheet;
  const { coverProblem, updatedAt } = sheet;
  return {
    sheetId,
    batchId,
    originalId,
    pageNumber,
    state,
    template,
    coverProblem,
    updatedAt: updatedAt.toISOString(),
  };
}
