import { Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { PENDING_STATES } from '../../schemas/sheet-state.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { BatchPriority } from '../intake/BatchPriority.tsx';

const pendingIn = ({ sheetsByState, filesPending }: BatchView): number =>
  PENDING_STATES.reduce((sum, state) => sum + (sheetsByState[state] ?? 0), filesPending);

/** Batches that cannot be closed, why, and moving one forward. */
export function OpenBatches() {
  const { t } = useTranslation();
  const batches = useEndpointQuery(
    intakeApi.batches,
    { query: { state: 'open' } },
    { pollMs: TOLD_MS },
  );
  if (batches.error) {
    return <ErrorNotice error={batches.error} onRetry={() => batches.refetch()} />;
  }
  if (!batches.data) return <Loader aria-label={t('common.loading')} m="md" />;
  const open = batches.data.items
    .filter(({ state, imbalance }) => state === 'open' && imbalance.length > 0)
    .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  return (
    <FigureTable
      name="batches"
      title={t('backlog.batches.title')}
      explanation={t('backlog.batches.explanation')}
      empty={t('backlog.batches.empty')}
      rows={open}
      rowKey={({ batchId }) => batchId}
      acts={{ label: t('stuck.acts'), of: (batch) => <BatchPriority batch={batch} /> }}
      columns={[
        {
          label: t('batch.label'),
          figure: ({ label }) => label,
          show: ({ batchId, label }) => (
            <Link to="/intake/$batchId" params={{ batchId }}>
              {label}
            </Link>
          ),
        },
        {
          label: t('backlog.batches.why'),
          figure: ({ imbalance }) =>
            imbalance.map((each) => t(`imbalance.${each}.what`)).join(' / '),
        },
        { label: t('batch.pending'), figure: pendingIn, bar: 'largest' },
        { label: t('balance.sheets'), figure: ({ papers }) => papers },
        { label: t('batch.declared'), figure: ({ declaredSheets }) => declaredSheets },
        {
          label: t('batch.createdAt'),
          figure: ({ createdAt }) => createdAt,
          show: ({ createdAt }) => <InstantText iso={createdAt} />,
        },
      ]}
    />
  );
}
