import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { DeadLetterView } from '../../schemas/api/queue.ts';
import { SheetJob, SplitJob } from '../../schemas/jobs.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import { type Letter, subjectOf, viewOf } from './dead-letter-list.ts';
import { takeBackDiscard } from './dead-letter-undo.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { findSheet } from './stages.ts';

type Act = Readonly<{ deadLetterId: string; reason: string | null }>;

const WITH_THE_MACHINE: readonly SheetState[] = ['received', 'preprocessed', 'read'];

/**
 * Done again from the beginning; what its attempts have cost so far is forgotten. Also takes back a discard, as
 * long as nobody has gone on from there.
 */
export async function retryDeadLetter(
  db: Db,
  context: ActContext,
  act: Act,
): Promise<DeadLetterView> {
  return resolve(db, context, act, 'retried', async (tx, letter) => {
    if (letter.resolution === 'discarded') await takeBackDiscard(tx, context, letter);
    else await queueAgain(tx, context, letter);
    await forgetAttempts(tx, letter);
  });
}

/** Each an act of its own; what somebody else has dealt with in the meantime is left as it is. */
export async function retryDeadLetters(
  db: Db,
  context: ActContext,
  deadLetterIds: readonly string[],
): Promise<{ retried: number; left: number }> {
  let retried = 0;
  for (const deadLetterId of deadLetterIds) {
    try {
      await retryDeadLetter(db, { ...context }, { deadLetterId, reason: null });
      retried += 1;
    } catch (error) {
      const dealtWith = error instanceof RejectedInputError && error.code === 'review.wrong_state';
      if (!dealtWith) throw error;
    }
  }
  return { retried, left: deadLetterIds.length - retried };
}

async function queueAgain(tx: Tx, context: ActContext, letter: Letter): Promise<void> {
  const { queue } = letter;
  const { originalId, sheetId } = subjectOf(letter);
  if (queue === 'split' && originalId !== null) {
    await addToOutbox(tx, context, queue, { originalId });
  } else if (queue !== 'split' && sheetId !== null) {
    await addToOutbox(tx, context, queue, { sheetId });
  } else {
    throw new InvariantError('bug.invariant');
  }
}

async function forgetAttempts(tx: Tx, letter: Letter): Promise<void> {
  const { originalId, sheetId } = subjectOf(letter);
  await tx
    .deleteFrom('stageAttempts')
    .where('queue', '=', letter.queue)
    .where('subjectId', '=', originalId ?? sheetId)
    .execute();
}

/** The machine is done with it and a person is not: nothing that came in is ever simply dropped. */
export async function discardDeadLetter(
  db: Db,
  context: ActContext,
  act: Act,
): Promise<DeadLetterView> {
  return resolve(db, context, act, 'discarded', async (tx, letter) => {
    if (letter.queue === 'split') await refuseFile(tx, letter);
    else await leaveToPerson(tx, context, letter);
  });
}

async function refuseFile(tx: Tx, letter: Letter): Promise<void> {
  const { originalId } = SplitJob.parse(letter.payload);
  await tx
    .updateTable('originals')
    .set({ state: 'refused', errorCode: letter.errorCode })
    .where('municipalityId', '=', letter.municipalityId)
    .where('originalId', '=', originalId)
    .where('state', '=', 'received')
    .execute();
}

async function leaveToPerson(tx: Tx, context: ActContext, letter: Letter): Promise<void> {
  const { sheetId } = SheetJob.parse(letter.payload);
  const sheet = await findSheet(tx, letter.municipalityId, sheetId);
  if (!WITH_THE_MACHINE.includes(sheet.state)) return;
  await moveSheet(tx, context, {
    sheetId,
    from: sheet.state,
    to: 'unknown_form',
    stage: 'discard',
    inputHash: `${stageInput(sheet)}:${letter.deadLetterId}`,
    detail: { code: letter.errorCode },
  });
}

async function resolve(
  db: Db,
  context: ActContext,
  act: Act,
  resolution: 'retried' | 'discarded',
  run: (tx: Tx, letter: Letter) => Promise<void>,
): Promise<DeadLetterView> {
  const target = {
    action: 'queue.manage',
    resourceKind: 'dead_letter',
    resourceId: act.deadLetterId,
    detail: { resolution },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const letter = await tx
      .selectFrom('deadLetters')
      .selectAll()
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('deadLetterId', '=', act.deadLetterId)
      .forUpdate()
      .executeTakeFirst();
    if (letter === undefined) throw new RejectedInputError('resource.not_found');
    const undoing = letter.resolution === 'discarded' && resolution === 'retried';
    if (letter.resolvedAt !== null && !undoing) throw new RejectedInputError('review.wrong_state');
    await run(tx, letter);
    const resolved = await tx
      .updateTable('deadLetters')
      .set({
        resolvedAt: context.now,
        resolution,
        resolvedBy: context.actor.accountId,
        reason: act.reason,
      })
      .where('deadLetterId', '=', act.deadLetterId)
      .returningAll()
      .executeTakeFirstOrThrow();
    return viewOf(resolved);
  });
}
