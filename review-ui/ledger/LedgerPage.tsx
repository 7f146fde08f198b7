import { Loader, Title } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { EntryDetails } from './EntryDetails.tsx';
import { EntryTable } from './EntryTable.tsx';
import { PersonHistory } from './PersonHistory.tsx';
import { PersonSearch } from './PersonSearch.tsx';
import { TreeStatus } from './TreeStatus.tsx';

/** Who is looked for stays in memory: it is personal, and addresses are remembered by browsers. */
export function LedgerPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { entry: entryId } = useSearch({ from: '/ledger' });
  const [residentId, setResidentId] = useState<string | null>(null);
  const show = (entry: string | undefined) => {
    void navigate({ to: '/ledger', search: { entry } });
  };
  return (
    <div className="page">
      <div className="ledger-head">
        <Title order={1} size="h3">
          {t('ledger.title')}
        </Title>
        <Link to="/statements">{t('statement.open')}</Link>
        <Link to="/overrides">{t('ledger.openOverrides')}</Link>
        <Link to="/reply-marks">{t('ledger.openReplyMarks')}</Link>
        <Link to="/practice">{t('ledger.openPractice')}</Link>
        <TreeStatus />
      </div>
      <PersonSearch
        residentId={residentId}
        onSearch={(wanted) => {
          setResidentId(wanted);
          show(undefined);
        }}
      />
      <div className="ledger-columns">
        {residentId === null ? (
          <AllEntries chosen={entryId} onChoose={show} />
        ) : (
          <PersonHistory
            key={residentId}
            residentId={residentId}
            chosen={entryId}
            onChoose={show}
          />
        )}
        {entryId === undefined ? null : (
          <EntryDetails key={entryId} entryId={entryId} onOpen={show} />
        )}
      </div>
    </div>
  );
}

type AllProps = { chosen: string | undefined; onChoose: (entryId: string) => void };

/** The newest first. */
function AllEntries({ chosen, onChoose }: AllProps) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const entries = useEndpointQuery(ledgerApi.entries, { body: { residentId: null, offset } });
  if (entries.error) {
    return <ErrorNotice error={entries.error} onRetry={() => entries.refetch()} />;
  }
  if (!entries.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = entries.data;
  if (items.length === 0) {
    return <EmptyState title={t('ledger.empty')}>{t('ledger.emptyNext')}</EmptyState>;
  }
  return (
    <div>
      <EntryTable entries={items} chosen={chosen} onChoose={onChoose} />
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </div>
  );
}
