import { Loader, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import { copiesApi, type ReconciliationView } from '../../schemas/api/copies.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { DateText } from '../components/DateText.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { Pages } from '../components/Pages.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { CompareFile } from './CompareFile.tsx';
import { CopyRulesForm } from './CopyRulesForm.tsx';

/** 正本 and 副本: every comparison, and by when the next one is due. */
export function CopiesPage() {
  const { t } = useTranslation(['translation', 'copies']);
  const mayRead = useMay('copies.read');
  const mayManage = useMay('copies.manage');
  const [offset, setOffset] = useState(0);
  const list = useEndpointQuery(copiesApi.list, { query: { offset } }, { enabled: mayRead });
  if (!mayRead) return <Text m="xl">{t('copies.refused')}</Text>;
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total, rules, profiles, dueAt, isOverdue } = list.data;
  return (
    <div className="page figure-stack">
      <div>
        <Link to="/exports">{t('copies.toExports')}</Link>
        <Title order={1} size="h3">
          {t('copies.title')}
        </Title>
        <Text size="sm">{t('copies.explanation')}</Text>
      </div>
      <Due dueAt={dueAt} isOverdue={isOverdue} />
      {mayManage ? (
        <CompareFile profiles={profiles} />
      ) : (
        <Text size="sm">{t('copies.readOnly')}</Text>
      )}
      <CopyRulesForm key={`${rules.everyDays} ${rules.keepDays}`} rules={rules} />
      {items.length === 0 ? (
        <EmptyState title={t('copies.empty')}>{t('copies.emptyNext')}</EmptyState>
      ) : (
        <Comparisons items={items} />
      )}
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </div>
  );
}

function Due({ dueAt, isOverdue }: { dueAt: string | null; isOverdue: boolean }) {
  const { t } = useTranslation();
  const day = dueAt === null ? '' : dayInJapan(new Date(dueAt));
  if (!isOverdue) return <Text size="sm">{t('copies.due', { day })}</Text>;
  return (
    <p>
      <StatusTag tone="attention">
        {dueAt === null ? t('copies.never') : t('copies.overdue', { day })}
      </StatusTag>
    </p>
  );
}

function Comparisons({ items }: { items: readonly ReconciliationView[] }) {
  const { t } = useTranslation();
  const stateOf = (view: ReconciliationView) =>
    t(view.closedAt === null ? 'copies.running' : 'copies.closed');
  return (
    <FigureTable
      name="copies"
      title={t('copies.title')}
      empty={t('copies.empty')}
      rows={items}
      rowKey={({ reconciliationId }) => reconciliationId}
      columns={[
        {
          label: t('copies.number'),
          figure: ({ reconciliationNumber }) => reconciliationNumber,
          show: ({ reconciliationId, reconciliationNumber }) => (
            <Link to="/copies/$reconciliationId" params={{ reconciliationId }}>
              {t('copies.numbered', { number: reconciliationNumber })}
            </Link>
          ),
        },
        {
          label: t('copies.state_'),
          figure: stateOf,
          show: (view) => (
            <StatusTag tone={view.closedAt === null ? 'attention' : 'quiet'}>
              {stateOf(view)}
            </StatusTag>
          ),
        },
        {
          label: t('copies.comparedAt'),
          figure: ({ comparedBy, comparedAt }) =>
            `${comparedBy} ${dayInJapan(new Date(comparedAt))}`,
          show: ({ comparedBy, comparedAt }) => (
            <>
              {comparedBy} <DateText iso={dayInJapan(new Date(comparedAt))} />
            </>
          ),
        },
        { label: t('copies.entries'), figure: ({ entries }) => entries },
        { label: t('copies.lines'), figure: ({ lines }) => lines },
        { label: t('copies.same'), figure: ({ same }) => same },
        { label: t('copies.onlyLedger'), figure: ({ onlyLedger }) => onlyLedger },
        { label: t('copies.onlyCopy'), figure: ({ onlyCopy }) => onlyCopy },
        { label: t('copies.differing'), figure: ({ differing }) => differing },
        { label: t('copies.twice'), figure: ({ twice }) => twice },
        { label: t('copies.goneCount'), figure: ({ gone }) => gone },
        { label: t('copies.open'), figure: ({ open }) => open },
      ]}
    />
  );
}
