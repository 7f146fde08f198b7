import { Loader, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { EntryDetails } from './EntryDetails.tsx';
import { EntryTable } from './EntryTable.tsx';
import { PersonSearch } from './PersonSearch.tsx';
import { TreeStatus } from './TreeStatus.tsx';

/** Who is looked for stays in memory: it is personal, and addresses are remembered by browsers. */
export function LedgerPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { entry: entryId } = useSearch({ from: '/ledger' });
  const [residentId, setResidentId] = useState<string | null>(null);
  const [offset, setOffset] = useState(0);
  const entries = useEndpointQuery(ledgerApi.entries, { body: { residentId, offset } });
  const show = (entry: string | undefined) => {
    void navigate({ to: '/ledger', search: { entry } });
  };
  return (
    <div className="page">
      <div className="ledger-head">
        <Title order={1} size="h3">
          {t('ledger.title')}
        </Title>
        <TreeStatus />
      </div>
      <PersonSearch
        residentId={residentId}
        onSearch={(wanted) => {
          setResidentId(wanted);
          setOffset(0);
          show(undefined);
        }}
      />
      {entries.error ? (
        <ErrorNotice error={entries.error} onRetry={() => entries.refetch()} />
      ) : null}
      {entries.isPending ? <Loader aria-label={t('common.loading')} m="xl" /> : null}
      {entries.data?.items.length === 0 ? (
        <EmptyState title={t(residentId === null ? 'ledger.empty' : 'ledger.noneForPerson')}>
          {t(residentId === null ? 'ledger.emptyNext' : 'ledger.noneForPersonNext')}
        </EmptyState>
      ) : null}
      <div className="ledger-columns">
        {entries.data && entries.data.items.length > 0 ? (
          <div>
            <EntryTable
              entries={entries.data.items}
              chosen={entryId}
              onChoose={(chosen) => show(chosen)}
            />
            <Pages
              total={entries.data.total}
              shown={entries.data.items.length}
              offset={offset}
              onOffset={setOffset}
            />
          </div>
        ) : null}
        {entryId === undefined ? null : (
          <EntryDetails key={entryId} entryId={entryId} onOpen={show} />
        )}
      </div>
    </div>
  );
}
