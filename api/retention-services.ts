import { municipalityName } from '../ledger/accounts/municipality.ts';
import { decideDisposal } from '../ledger/retention/decide.ts';
import { listDisposals, listItems, viewDisposal } from '../ledger/retention/list-disposals.ts';
import {
  listDue,
  previewDisposal,
  requestDisposal,
  withdrawDisposal,
} from '../ledger/retention/plan.ts';
import { retentionRules, setRetentionRule } from '../ledger/retention/rules.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import { printDisposalRecord } from '../print/disposal-record.ts';
import type { Services } from './services.ts';

type Retaining = Pick<
  Services,
  | 'retentionRules'
  | 'setRetentionRule'
  | 'previewDisposal'
  | 'dueForDisposal'
  | 'disposals'
  | 'disposal'
  | 'disposalItems'
  | 'requestDisposal'
  | 'decideDisposal'
  | 'withdrawDisposal'
  | 'disposalRecord'
>;

/** What is kept no longer than it may be. */
export function retentionServices(deps: ReviewDeps): Retaining {
  const { db } = deps;
  return {
    retentionRules: async ({ actor }) => ({
      items: await retentionRules(db, actor.municipalityId),
    }),
    setRetentionRule: (context, body) => setRetentionRule(db, context, body),
    previewDisposal: (context) => previewDisposal(db, context),
    dueForDisposal: (context, { kind }) => listDue(db, context, kind),
    disposals: (context, { offset }) => listDisposals(deps, context, offset),
    disposal: (context, disposalId) => viewDisposal(deps, context, disposalId),
    disposalItems: (context, disposalId, query) => listItems(db, context, { disposalId, ...query }),
    requestDisposal: (context, body) => requestDisposal(deps, context, body),
    decideDisposal: (context, disposalId, body) => decideDisposal(deps, context, disposalId, body),
    withdrawDisposal: (context, disposalId) => withdrawDisposal(deps, context, disposalId),
    disposalRecord: async (context, disposalId) =>
      printDisposalRecord({
        disposal: await viewDisposal(deps, context, disposalId),
        municipalityName: await municipalityName(db, context.actor.municipalityId),
        printedAt: context.now,
      }),
  };
}
