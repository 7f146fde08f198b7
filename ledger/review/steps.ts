import type { ReviewStep } from '../../schemas/api/story.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import type { RoundState } from './round-state.ts';

type Step =
  | { step: Exclude<ReviewStep, 'withdrawn'>; words?: string | null }
  | { step: 'withdrawn'; outcome: SheetState; words: string };

/** Kept for the sheet's story: the round itself keeps only the newest of these. */
export async function recordStep(
  tx: Tx,
  context: ActContext,
  { round }: RoundState,
  step: Step,
): Promise<void> {
  const { municipalityId, sheetId, roundId, pass } = round;
  await tx
    .insertInto('reviewSteps')
    .values({
      municipalityId,
      sheetId,
      roundId,
      pass,
      step: step.step,
      outcome: step.step === 'withdrawn' ? step.outcome : null,
      words: step.words ?? null,
      accountId: context.actor.accountId ?? '',
      requestId: context.requestId,
      traceId: context.traceId,
      occurredAt: context.now,
    })
    .execute();
}
