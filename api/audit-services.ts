import {
  auditOverview,
  nextReading,
  openTerms,
  signReading,
  verifyForAuditor,
} from '../ledger/auditing/overview.ts';
import { exportAudit, searchAudit } from '../ledger/auditing/search-events.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import type { Services } from './services.ts';

type Auditing = Pick<
  Services,
  | 'auditOverview'
  | 'nextAuditReading'
  | 'searchAudit'
  | 'exportAudit'
  | 'auditTerms'
  | 'verifyAudit'
  | 'signAuditReading'
>;

export function auditServices(deps: ReviewDeps): Auditing {
  return {
    auditOverview: (context) => auditOverview(deps, context),
    nextAuditReading: (context) => nextReading(deps.db, context),
    searchAudit: (context, body) => searchAudit(deps, context, body),
    exportAudit: (context, body) => exportAudit(deps, context, body),
    auditTerms: (context, auditEventId) => openTerms(deps, context, auditEventId),
    verifyAudit: (context) => verifyForAuditor(deps, context),
    signAuditReading: (context, body) => signReading(deps, context, body),
  };
}
