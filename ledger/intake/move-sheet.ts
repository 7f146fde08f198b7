import { TransientError } from '../../runtime/errors.ts';
import type { CoverClaim, CoverProblem } from '../../schemas/cover.ts';
import type { Registration } from '../../schemas/reading.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import { sha256Hex } from '../canonical.ts';
import type { Tx } from '../database.ts';
import type { Screening } from '../tables/intake-tables.ts';

/** Ids, counts and codes, as in the audit log; what the machine found is in it too. */
export type MoveDetail = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

export type SheetMove = Readonly<{
  sheetId: string;
  from: SheetState;
  to: SheetState;
  /** What moved it: `preprocess`, `read`, `verify`, … */
  stage: string;
  /** Same stage, same input: a second run is a no-op. */
  inputHash: string;
  detail?: MoveDetail;
  patch?: {
    template?: string;
    registration?: Registration | null;
    cover?: { claim: CoverClaim; problem: CoverProblem | null };
    ticketLine?: string | null;
    /** Both belong to a state and leave with it. */
    duplicateOf?: string;
    replacedBy?: string;
    screening?: Screening;
    /** What everybody sees from now on. */
    image?: Readonly<{ blobId: string; imageHash: string }>;
  };
}>;

/**
 * One arrow of a sheet's life: the event and the state in one go. `already` when this very step was taken
 * before (a job that ran twice); a sheet that has meanwhile gone elsewhere is `ledger.conflict`.
 */
export async function moveSheet(
  tx: Tx,
  context: ActContext,
  move: SheetMove,
): Promise<'moved' | 'already'> {
  const { municipalityId, accountId } = context.actor;
  const event = await tx
    .insertInto('sheetEvents')
    .values({
      municipalityId,
      sheetId: move.sheetId,
      stage: move.stage,
      inputHash: move.inputHash,
      fromState: move.from,
      toState: move.to,
      accountId,
      detail: JSON.stringify(move.detail ?? {}),
      requestId: context.requestId,
      traceId: context.traceId,
      occurredAt: context.now,
    })
    .onConflict((conflict) => conflict.columns(['sheetId', 'stage', 'inputHash']).doNothing())
    .returning('sheetEventId')
    .executeTakeFirst();
  if (event === undefined) return 'already';
  const { registration, template, cover, ticketLine, duplicateOf, replacedBy } = move.patch ?? {};
  const { screening, image } = move.patch ?? {};
  const updated = await tx
    .updateTable('sheets')
    .set({
      state: move.to,
      updatedAt: context.now,
      ...(template === undefined ? {} : { template }),
      ...(registration === undefined ? {} : { registration: JSON.stringify(registration) }),
      ...(cover === undefined
        ? {}
        : { cover: JSON.stringify(cover.claim), coverProblem: cover.problem }),
      ...(ticketLine === undefined ? {} : { ticketLine }),
      ...(screening === undefined ? {} : { screening }),
      ...image,
      duplicateOf: duplicateOf ?? null,
      replacedBy: replacedBy ?? null,
    })
    .where('municipalityId', '=', municipalityId)
    .where('sheetId', '=', move.sheetId)
    .where('state', '=', move.from)
    .returning('sheetId')
    .executeTakeFirst();
  if (updated === undefined) throw new TransientError('ledger.conflict');
  return 'moved';
}

/** Input of a machine stage: the image, and how often people asked for it to be read anew. */
export const stageInput = (sheet: { imageHash: string; generation: number }): string =>
  sha256Hex(`${sheet.imageHash}:${sheet.generation}`);
