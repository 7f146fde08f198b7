import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { moveSheet } from './move-sheet.ts';
import { requireOpenBatch } from './open-batch.ts';
import { findSheet, holdSheet, type Sheet } from './stages.ts';
import { viewOfSheet } from './view-of-sheet.ts';

type Replacement = Readonly<{ sheetId: string; replacedBy: string; detail: AuditDetail }>;

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
  if (rescan.sheetId === sheet.sheetId || !IS_A_FORM.includes(rescan.state)) return false;
  const tickets = new Set([sheet.ticketLine, rescan.ticketLine].filter((line) => line !== null));
  if (tickets.size > 1) return false;
  const taken = await tx
    .selectFrom('sheets')
    .select('sheetId')
    .where('replacedBy', '=', rescan.sheetId)
    .executeTakeFirst();
  return taken === undefined;
}
