import { RejectedInputError } from '../../runtime/errors.ts';
import { sqlState } from '../database.ts';

const REFUSALS = {
  YL002: 'retention.same_person',
  YL004: 'retention.wrong_state',
  // One disposal at a time.
  '23505': 'retention.under_way',
} as const;

/** The database refused: say in our words what it said in its own. */
export function refusalOf(error: unknown): never {
  const state = sqlState(error);
  const code = Object.entries(REFUSALS).find(([sqlCode]) => sqlCode === state)?.[1];
  throw code === undefined ? error : new RejectedInputError(code, { cause: error });
}
