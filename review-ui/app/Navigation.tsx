import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Action } from '../../schemas/accounts.ts';
import { auditApi } from '../../schemas/api/audit.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { PENDING_STATES } from '../../schemas/sheet-state.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { mayIn } from './session.ts';

/** Machines and clerks still owe these something; reviewers' work is counted under its own heading. */
const WITH_INTAKE = PENDING_STATES.filter(
  (state) => !['checked', 'in_review', 'awaiting_approval', 'adjudication'].includes(state),
);

type Heading =
  | 'intake'
  | 'verify'
  | 'columns'
  | 'approve'
  | 'adjudicate'
  | 'ledger'
  | 'masters'
  | 'backlog'
  | 'stuck'
  | 'accounts'
  | 'exports'
  | 'numbers'
  | 'audit';
type Item = { heading: Heading; action: Action; link: LinkProps };

/** What a number beside a heading counts, where it is not work for the person who looks. */
const COUNTED: Readonly<Partial<Record<Heading, 'pending' | 'givenUp' | 'suspected'>>> = {
  intake: 'pending',
  stuck: 'givenUp',
  numbers: 'suspected',
};

const ITEMS: readonly Item[] = [
  { heading: 'intake', action: 'batch.read', link: { to: '/intake' } },
  {
    heading: 'verify',
    action: 'review.verify',
    link: { to: '/review/$purpose', params: { purpose: 'verify' } },
  },
  { heading: 'columns', action: 'column.confirm', link: { to: '/columns' } },
  {
    heading: 'approve',
    action: 'review.approve',
    link: { to: '/review/$purpose', params: { purpose: 'approve' } },
  },
  {
    heading: 'adjudicate',
    action: 'review.adjudicate',
    link: { to: '/review/$purpose', params: { purpose: 'adjudicate' } },
  },
  { heading: 'ledger', action: 'ledger.read', link: { to: '/ledger' } },
  { heading: 'masters', action: 'masters.manage', link: { to: '/masters' } },
  { heading: 'backlog', action: 'backlog.manage', link: { to: '/backlog' } },
  { heading: 'numbers', action: 'number.read', link: { to: '/numbers' } },
  { heading: 'stuck', action: 'queue.manage', link: { to: '/stuck' } },
  { heading: 'accounts', action: 'account.read', link: { to: '/accounts' } },
  { heading: 'exports', action: 'export.read', link: { to: '/exports' } },
  { heading: 'audit', action: 'audit.read', link: { to: '/audit' } },
];

/** A contractor has nothing but the columns; everybody else comes to them from the sheets. */
const itemsOf = (session: SessionView): readonly Item[] =>
  session.roles.includes('contractor')
    ? ITEMS.filter(({ action }) => mayIn(session, action))
    : ITEMS.filter(({ heading }) => heading !== 'columns');

export function Navigation({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const counts = useWaitingCounts(session);
  return (
    <nav aria-label={t('nav.label')}>
      <ul className="nav">
        {itemsOf(session).map(({ heading, action, link }) => (
          <li key={heading}>
            {mayIn(session, action) ? (
              <Link {...link} className="nav-item" activeProps={{ 'aria-current': 'page' }}>
                {t(`nav.${heading}`)}
                <Count heading={heading} count={counts[heading]} />
                {heading === 'audit' ? <Overdue /> : null}
              </Link>
            ) : (
              // What a person may not enter stays visible, with who may.
              <span className="nav-item nav-item-refused" title={t(`nav.only.${heading}`)}>
                {t(`nav.${heading}`)}
                <small>{t(`nav.only.${heading}`)}</small>
              </span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({ heading, count }: { heading: Heading; count: number | undefined }) {
  const { t } = useTranslation();
  if (!count) return null;
  return (
    <span className="nav-count">
      <span className="sr-only">{t(`nav.${COUNTED[heading] ?? 'waiting'}`)}</span>
      {count}
    </span>
  );
}

/** That the log has not been read in time is said wherever an auditor is. */
function Overdue() {
  const { t } = useTranslation();
  const reading = useEndpointQuery(auditApi.reading, {}, { pollMs: SELDOM_MS });
  return reading.data?.overdue ? <span className="nav-count">{t('nav.overdue')}</span> : null;
}

/** What changes with the day. */
const SELDOM_MS = 600_000;

function useWaitingCounts(session: SessionView): Partial<Record<Heading, number | undefined>> {
  const polled = { pollMs: TOLD_MS };
  const waiting = useEndpointQuery(
    reviewApi.waiting,
    {},
    { ...polled, enabled: mayIn(session, 'sheet.read') },
  );
  const sheets = useEndpointQuery(
    intakeApi.sheetCounts,
    {},
    { ...polled, enabled: mayIn(session, 'backlog.read') },
  );
  const byState = sheets.data?.byState ?? {};
  return {
    ...waiting.data,
    stuck: sheets.data?.givenUp,
    numbers: byState.number_suspected,
    intake: WITH_INTAKE.reduce((sum, state) => sum + (byState[state] ?? 0), 0),
  };
}
