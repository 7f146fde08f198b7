import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { readOtherScan } from '../intake/rescans.ts';
import { otherScansOf } from '../intake/scans-of-ticket.ts';
import { rememberTicket } from './person-named.ts';
import type { ReviewDeps } from './round.ts';
import type { RoundState } from './round-state.ts';
import { giveBack, type Held, moveInitial, underLease } from './sign.ts';
import { recordStep } from './steps.ts';

type Dismissal = Held &
  Readonly<{
    outcome: Extract<SheetState, 'rescan_requested' | 'rejected' | 'illegible' | 'duplicate'>;
    /** The other scan of the paper, where the outcome is `duplicate`. */
    duplicateOf?: string | null;
    reason: string;
  }>;

/**
 * A takes the sheet out: to be scanned again, rejected, illegible, a scan of a paper that is there already.
 * An amendment is withdrawn instead.
 */
export async function dismissSheet(
  deps: ReviewDeps,
  context: ActContext,
  act: Dismissal,
): Promise<void> {
  const { outcome, duplicateOf = null } = act;
  await underLease(deps, context, act, 'verify', outcome, async (tx, lease, state) => {
    const initial = state.round.kind === 'initial';
    const ticketLine = initial ? await rememberTicket(tx, state) : null;
    if (duplicateOf !== null) await requireOtherScan(tx, state, ticketLine, duplicateOf);
    await tx
      .updateTable('reviewRounds')
      .set({ state: 'withdrawn', note: act.reason })
      .where('roundId', '=', lease.roundId)
      .execute();
    await recordStep(tx, context, state, { step: 'withdrawn', outcome, words: act.reason });
    const patch = duplicateOf === null ? {} : { duplicateOf };
    await moveInitial(tx, context, state, 'in_review', outcome, 'dismiss', patch);
    if (initial && outcome === 'rescan_requested') {
      await readOtherScan(tx, context, state.sheet.sheetId);
    }
    await giveBack(tx, lease);
  });
}

/** Only a scan of the same ticket can be the same paper: nobody disposes of a sheet by pointing at any other. */
async function requireOtherScan(
  tx: Tx,
  { sheet }: RoundState,
  ticketLine: string | null,
  duplicateOf: string,
): Promise<void> {
  const { municipalityId, sheetId } = sheet;
  const others =
    ticketLine === null ? [] : await otherScansOf(tx, { municipalityId, ticketLine }, sheetId);
  if (!others.some((other) => other.sheetId === duplicateOf)) {
    throw new RejectedInputError('review.wrong_state');
  }
}
