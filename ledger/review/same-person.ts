import { PERSON, personField } from '../../rules/person-field.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Tx } from '../database.ts';
import { statusOf } from './round.ts';
import type { LeaseRow, RoundState } from './round-state.ts';

/** Whom the ticket names now is whom this person saw, and whom A signed for: masters may change in between. */
export async function samePerson(
  tx: Tx,
  lease: LeaseRow,
  state: RoundState,
): Promise<string | null> {
  const residentId = state.naming.person?.residentId ?? null;
  if (lease.shownAt === null) throw new RejectedInputError('review.wrong_state');
  const said = state.naming.asked ? statusOf(state, personField(state.template)) : null;
  // It goes to a third person: nothing is signed for anybody.
  if (lease.purpose === 'approve' && said?.kind === 'contested') return residentId;
  // A settles the person by keying, and so does B where B was asked; else B only looks.
  const isOwnWord =
    lease.purpose === 'verify' ||
    (said?.kind === 'closed' &&
      said.field.evidence === 'two_equal_keyings' &&
      state.mine.has(PERSON));
  const seen = isOwnWord ? residentId : lease.shownResidentId;
  const verified = await tx
    .selectFrom('signatures')
    .select('residentId')
    .where('roundId', '=', lease.roundId)
    .where('pass', '=', state.round.pass)
    .where('purpose', '=', 'verify')
    .executeTakeFirst();
  const signedFor = verified === undefined ? residentId : verified.residentId;
  const settled = await isAdjudicated(tx, lease, state);
  if (seen !== residentId || (signedFor !== residentId && !settled)) {
    throw new RejectedInputError('review.person_changed');
  }
  return residentId;
}

/** A third person may have settled the ticket line, and with it whom the sheet is about. */
async function isAdjudicated(tx: Tx, lease: LeaseRow, state: RoundState): Promise<boolean> {
  const row = await tx
    .selectFrom('signatures')
    .select('signatureId')
    .where('roundId', '=', lease.roundId)
    .where('pass', '=', state.round.pass)
    .where('purpose', '=', 'adjudicate')
    .executeTakeFirst();
  return row !== undefined;
}
