import { Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DisposalView, retentionApi } from '../../schemas/api/retention.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { Pages } from '../components/Pages.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { TONES } from './disposal-state.ts';

const sum = ({ counts }: DisposalView, of: 'items' | 'erased' | 'leftOut' | 'spared') =>
  counts.reduce((total, count) => total + count[of], 0);

/** 廃棄簿, the newest first. */
export function DisposalList() {
  const { t } = useTranslation(['translation', 'retention']);
  const [offset, setOffset] = useState(0);
  const list = useEndpointQuery(retentionApi.list, { query: { offset } }, { pollMs: TOLD_MS });
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = list.data;
  return (
    <>
      <FigureTable
        name="disposals"
        title={t('retention.list.title')}
        empty={t('retention.list.empty')}
        rows={items}
        rowKey={({ disposalId }) => disposalId}
        columns={[
          {
            label: t('retention.list.number'),
            figure: ({ disposalNumber }) => disposalNumber,
            show: ({ disposalId, disposalNumber }) => (
              <Link to="/retention/$disposalId" params={{ disposalId }}>
                {t('retention.numbered', { number: disposalNumber })}
              </Link>
            ),
          },
          {
            label: t('retention.list.state'),
            figure: ({ state }) => t(`retention.state.${state}`),
            show: ({ state }) => (
              <StatusTag tone={TONES[state]}>{t(`retention.state.${state}`)}</StatusTag>
            ),
          },
          { label: t('retention.list.items'), figure: (view) => sum(view, 'items') },
          { label: t('retention.list.erased'), figure: (view) => sum(view, 'erased') },
          {
            label: t('retention.list.kept'),
            figure: (view) => sum(view, 'leftOut') + sum(view, 'spared'),
          },
          { label: t('retention.list.requestedBy'), figure: ({ requestedBy }) => requestedBy },
          { label: t('retention.list.decidedBy'), figure: ({ decidedBy }) => decidedBy },
          { label: t('retention.list.reason'), figure: ({ reason }) => reason },
        ]}
      />
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </>
  );
}
