import {
  askForReplyMark,
  askToLift,
  decideLift,
  decideReplyMark,
  searchReplyMarks,
} from '../ledger/reply-marks/change-reply-marks.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import type { Services } from './services.ts';

type Marking = Pick<
  Services,
  'searchReplyMarks' | 'askForReplyMark' | 'decideReplyMark' | 'askToLift' | 'decideLift'
>;

/** 自動応答不可, set and lifted by two. */
export function replyMarkServices(deps: Pick<ReviewDeps, 'db' | 'vault'>): Marking {
  const { db } = deps;
  return {
    searchReplyMarks: (context, body) => searchReplyMarks(deps, context, body),
    askForReplyMark: (context, body) => askForReplyMark(deps, context, body),
    decideReplyMark: (context, markId, { confirm }) =>
      decideReplyMark(db, context, { markId, confirm }),
    askToLift: (context, markId) => askToLift(db, context, markId),
    decideLift: (context, markId, { confirm }) => decideLift(db, context, { markId, confirm }),
  };
}
