import { Loader, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import { statementApi } from '../../schemas/api/statement.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ClinicLines } from './ClinicLines.tsx';
import { StatementFiles } from './StatementFiles.tsx';

/** Clinics ask for a month when it is over. */
function lastMonth(today: string): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}

/** What is to be paid to each clinic for a month, as the ledger says it now. */
export function StatementPage() {
  const { t } = useTranslation();
  const may = useMay('statement.read');
  const [month, setMonth] = useState(() => lastMonth(dayInJapan(new Date())));
  if (!may) return <Text m="xl">{t('statement.refused')}</Text>;
  return (
    <div className="page">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('statement.title')}
          </Title>
          <Text size="sm">{t('statement.explanation')}</Text>
        </div>
        <TextInput
          type="month"
          label={t('statement.month')}
          value={month}
          onChange={(event) => setMonth(event.currentTarget.value)}
        />
      </div>
      {/^\d{4}-\d{2}$/.test(month) ? <OfMonth key={month} month={month} /> : null}
    </div>
  );
}

function OfMonth({ month }: { month: string }) {
  const { t } = useTranslation();
  const found = useEndpointQuery(statementApi.statement, { params: { month } });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { clinics } = found.data;
  if (clinics.length === 0) {
    return <EmptyState title={t('statement.empty')}>{t('statement.emptyNext')}</EmptyState>;
  }
  return (
    <div className="figure-stack">
      <StatementFiles statement={found.data} />
      {clinics.map((clinic) => (
        <ClinicLines key={clinic.institutionCode ?? ''} clinic={clinic} />
      ))}
    </div>
  );
}
