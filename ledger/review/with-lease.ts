import { RejectedInputError } from '../../runtime/errors.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Tx } from '../database.ts';
import { ACTION_OF } from './leases.ts';
import { buildReviewSheet } from './review-sheet.ts';
import { type ReviewDeps, requireLease } from './round.ts';
import type { LeaseRow } from './round-state.ts';

/** An act of whoever holds the sheet, whatever for, with its audit event; replies with the sheet as it is then. */
export async function withLease(
  deps: ReviewDeps,
  context: ActContext,
  held: { sheetId: string; fencingToken?: string },
  detail: AuditDetail,
  run: (tx: Tx, lease: LeaseRow) => Promise<void>,
): Promise<ReviewSheet> {
  const purpose = await purposeHeld(deps, context, held.sheetId);
  const target = {
    action: ACTION_OF[purpose],
    resourceKind: 'sheet',
    resourceId: held.sheetId,
    detail,
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const lease = await requireLease(tx, context.actor, { ...held, purpose });
    await run(tx, lease);
    return buildReviewSheet(tx, context, deps.templates, lease);
  });
}

export async function purposeHeld(deps: ReviewDeps, context: ActContext, sheetId: string) {
  const row = await deps.db
    .selectFrom('leases')
    .select('purpose')
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', context.actor.accountId ?? '')
    .where('sheetId', '=', sheetId)
    .executeTakeFirst();
  if (row === undefined) throw new RejectedInputError('review.lease_lost');
  return row.purpose;
}
