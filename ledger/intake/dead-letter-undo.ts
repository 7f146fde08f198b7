import { RejectedInputError } from '../../runtime/errors.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import { type Letter, subjectOf } from './dead-letter-list.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { requireOpenBatch } from './originals.ts';
import { holdBytes, openAgain } from './same-bytes.ts';
import { findSheet } from './stages.ts';

/** What a discard handed to people goes back to the machine, as long as nobody has gone on from there. */
export async function takeBackDiscard(tx: Tx, context: ActContext, letter: Letter): Promise<void> {
  const { originalId, sheetId } = subjectOf(letter);
  if (originalId !== null) await acceptAgain(tx, context, originalId);
  else if (sheetId !== null) await reopenPage(tx, context, sheetId);
}

async function reopenPage(tx: Tx, context: ActContext, sheetId: string): Promise<void> {
  const { municipalityId } = context.actor;
  const sheet = await findSheet(tx, municipalityId, sheetId);
  if (sheet.state !== 'unknown_form') throw new RejectedInputError('review.wrong_state');
  await requireOpenBatch(tx, municipalityId, sheet.batchId);
  await tx
    .updateTable('sheets')
    .set({ generation: sheet.generation + 1 })
    .where('sheetId', '=', sheetId)
    .execute();
  await addToOutbox(tx, context, 'preprocess', { sheetId });
  await moveSheet(tx, context, {
    sheetId,
    from: sheet.state,
    to: 'received',
    stage: 'reopen',
    inputHash: stageInput(sheet),
  });
}

/** Unless the same bytes have come again in the meantime: then those stand for them. */
async function acceptAgain(tx: Tx, context: ActContext, originalId: string): Promise<void> {
  const { municipalityId } = context.actor;
  const { batchId, contentHash } = await tx
    .selectFrom('originals')
    .select(['batchId', 'contentHash'])
    .where('municipalityId', '=', municipalityId)
    .where('originalId', '=', originalId)
    .executeTakeFirstOrThrow();
  await requireOpenBatch(tx, municipalityId, batchId);
  const { standing, refused } = await holdBytes(tx, { municipalityId, contentHash });
  const isRefused = refused.some((one) => one.originalId === originalId);
  if (!isRefused || standing !== undefined) throw new RejectedInputError('review.wrong_state');
  await openAgain(tx, context, originalId);
}
