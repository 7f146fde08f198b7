import { Loader, NativeSelect, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan, daysBefore, fiscalYearOf } from '../../rules/calendar.ts';
import { practiceApi } from '../../schemas/api/practice.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PracticeCases } from './PracticeCases.tsx';
import { PracticeFiles } from './PracticeFiles.tsx';
import { PracticeSummary } from './PracticeSummary.tsx';
import { ReportedAndGone } from './ReportedAndGone.tsx';

const YEARS_BACK = 10;
/** In April the year that is over is the one in hand: it is reported by the end of the month. */
const DAYS_OF_APRIL = 30;

/** 間違い接種 of a fiscal year, in the form of the yearly report. */
export function PracticePage() {
  const { t } = useTranslation(['translation', 'practice']);
  const may = useMay('practice.read');
  const today = dayInJapan(new Date());
  const newest = fiscalYearOf(today);
  const [year, setYear] = useState(() => fiscalYearOf(daysBefore(today, DAYS_OF_APRIL)));
  if (!may) return <Text m="xl">{t('practice.refused')}</Text>;
  return (
    <div className="page">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('practice.title')}
          </Title>
          <Text size="sm" maw={900}>
            {t('practice.explanation')}
          </Text>
        </div>
        <NativeSelect
          label={t('practice.fiscalYear')}
          flex="none"
          value={String(year)}
          onChange={(event) => setYear(Number(event.currentTarget.value))}
          data={Array.from({ length: YEARS_BACK }, (_, back) => ({
            value: String(newest - back),
            label: t('practice.year', { year: newest - back }),
          }))}
        />
      </div>
      <OfYear key={year} year={year} />
    </div>
  );
}

function OfYear({ year }: { year: number }) {
  const { t } = useTranslation();
  const found = useEndpointQuery(practiceApi.list, { params: { fiscalYear: year } });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const list = found.data;
  return (
    <div className="figure-stack">
      <PracticeFiles list={list} />
      <ReportedAndGone list={list} />
      {list.cases.length === 0 ? (
        <EmptyState title={t('practice.empty')}>{t('practice.emptyNext')}</EmptyState>
      ) : (
        <>
          <PracticeSummary list={list} />
          <PracticeCases list={list} />
        </>
      )}
    </div>
  );
}
