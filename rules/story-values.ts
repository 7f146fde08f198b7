import type { Withheld } from '../schemas/api/story.ts';
import { PENDING_STATES, type RoundState, type SheetState } from '../schemas/sheet-state.ts';

type Standing = Readonly<{
  state: SheetState;
  rounds: readonly Readonly<{ state: RoundState }>[];
  mayReadLedger: boolean;
}>;

const isOver = (state: RoundState): boolean => state === 'committed' || state === 'withdrawn';

/**
 * Readings, keyed values and what was found by them are told of a sheet only once it stands in the ledger and
 * nobody is going through it again. A sheet taken out of review may come back, or its paper as another scan:
 * whoever has read its story could not key it unseen. It makes no difference who asks, because one person may
 * hold several accounts.
 */
export function valuesWithheld({ state, rounds, mayReadLedger }: Standing): Withheld | null {
  if (state !== 'committed' || rounds.some((round) => !isOver(round.state))) {
    return 'until_committed';
  }
  return mayReadLedger ? null : 'role';
}

/** Why a sheet was taken out of review is for people to act on; while it is back with them it may prejudice them. */
export const mayTellWithdrawal = ({ state, rounds }: Omit<Standing, 'mayReadLedger'>): boolean =>
  !PENDING_STATES.includes(state) && rounds.every((round) => isOver(round.state));
