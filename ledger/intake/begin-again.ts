import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { Sheet } from './stages.ts';

/** What a sheet needs to be read from the start, besides the state `received`: its stages' inputs are new ones. */
export async function beginAgain(
  tx: Tx,
  context: ActContext,
  { sheetId, generation }: Sheet,
): Promise<void> {
  await tx
    .updateTable('sheets')
    .set({ generation: generation + 1 })
    .where('sheetId', '=', sheetId)
    .execute();
  await addToOutbox(tx, context, 'preprocess', { sheetId });
}
