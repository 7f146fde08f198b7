import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { columnApi } from '../../schemas/api/column.ts';
import { useServices } from '../app/Services.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ColumnGrid } from './ColumnGrid.tsx';

/** One field of many sheets. What is on the screen stays as it was fetched until the person asks for more. */
export function ColumnPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const params = useParams({ from: '/columns/$template/$fieldId' });
  const view = useQuery({
    queryKey: ['column', params.template, params.fieldId],
    queryFn: () => call(columnApi.column, { params }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (view.error) {
    return (
      <div className="page page-narrow">
        <ErrorNotice error={view.error} onRetry={() => view.refetch()} />
        <Link to="/columns">{t('column.toList')}</Link>
      </div>
    );
  }
  if (!view.data || view.isFetching) return <Loader aria-label={t('common.loading')} m="xl" />;
  if (view.data.cells.length === 0) {
    return (
      <EmptyState title={t('column.noneLeft')}>
        <Link to="/columns">{t('column.toList')}</Link>
      </EmptyState>
    );
  }
  return (
    <ColumnGrid
      key={view.dataUpdatedAt}
      view={view.data}
      openedAt={view.dataUpdatedAt}
      onMore={() => void view.refetch()}
    />
  );
}
