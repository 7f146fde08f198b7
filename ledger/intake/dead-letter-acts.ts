import type { Selectable } from 'kysely';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { DeadLetterView } from '../../schemas/api/queue.ts';
import { SheetJob, SplitJob } from '../../schemas/jobs.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { DeadLetters } from '../tables/intake-tables.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { findSheet } from './stages.ts';

type Letter = Selectable<DeadLetters>;
type Act = Readonly<{ deadLetterId: string; reason: string }>;

const PAGE_SIZE = 100;
const WITH_THE_MACHINE: readonly SheetState[] = ['received', 'preprocessed', 'read'];

/** What the machine gave up and nobody has dealt with, the oldest first. */
export async function listDeadLetters(
  db: Db,
  municipalityId: string,
  { offset }: { offset: number },
): Promise<{ items: DeadLetterView[]; total: number }> {
  const open = db
    .selectFrom('deadLetters')
    .where('municipalityId', '=', municipalityId)
    .where('resolvedAt', 'is', null);
  const { total } = await open
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await open
    .selectAll()
    .orderBy('failedAt')
    .orderBy('deadLetterId')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  return { items: rows.map(viewOf), total };
}

/** Done again from the beginning; what its attempts have cost so far is forgotten. */
export async function retryDeadLetter(
  db: Db,
  context: ActContext,
  act: Act,
): Promise<DeadLetterView> {
  return resolve(db, context, act, 'retried', async (tx, letter) => {
    const { queue } = letter;
    const { originalId, sheetId } = subjectOf(letter);
    if (queue === 'split' && originalId !== null) {
      await addToOutbox(tx, context, queue, { originalId });
    } else if (queue !== 'split' && sheetId !== null) {
      await addToOutbox(tx, context, queue, { sheetId });
    } else {
      throw new InvariantError('bug.invariant');
    }
    await tx
      .deleteFrom('stageAttempts')
      .where('queue', '=', queue)
      .where('subjectId', '=', originalId ?? sheetId)
      .execute();
  });
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
    if (letter.resolvedAt !== null) throw new RejectedInputError('review.wrong_state');
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

function subjectOf({ queue, payload }: Letter): {
  originalId: string | null;
  sheetId: string | null;
} {
  return queue === 'split'
    ? { originalId: SplitJob.parse(payload).originalId, sheetId: null }
    : { originalId: null, sheetId: SheetJob.parse(payload).sheetId };
}

function viewOf(letter: Letter): DeadLetterView {
  const { deadLetterId, queue, errorCode, attempts, resolution, reason } = letter;
  const { originalId, sheetId } = subjectOf(letter);
  return {
    deadLetterId,
    queue,
    originalId,
    sheetId,
    errorCode,
    attempts,
    failedAt: letter.failedAt.toISOString(),
    resolution,
    resolvedAt: letter.resolvedAt?.toISOString() ?? null,
    reason,
  };
}
