import { Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type BacklogView, backlogApi } from '../../schemas/api/backlog.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { StuckNotice } from '../stuck/StuckNotice.tsx';
import { HeadFigures } from './HeadFigures.tsx';
import { OpenTables } from './OpenTables.tsx';
import { StateTable } from './StateTable.tsx';

/** Where the sheets are, how fast they come and go, and when they will be done. */
export function NowView() {
  const { t } = useTranslation();
  const backlog = useEndpointQuery(backlogApi.backlog, {}, { pollMs: 10_000 });
  const counts = useEndpointQuery(intakeApi.sheetCounts, {}, { pollMs: TOLD_MS });
  const refused = backlog.error ? (
    <ErrorNotice error={backlog.error} onRetry={() => backlog.refetch()} />
  ) : null;
  if (!backlog.data) return refused ?? <Loader aria-label={t('common.loading')} m="xl" />;
  const view = backlog.data;
  return (
    <>
      {refused}
      <StuckNotice count={counts.data?.givenUp ?? 0} />
      {view.sheets === 0 ? (
        <EmptyState title={t('backlog.empty.title')}>
          {t('backlog.empty.next')} <Link to="/intake">{t('nav.intake')}</Link>
        </EmptyState>
      ) : (
        <>
          <HeadFigures view={view} />
          <div className="figure-grid">
            <StateTable view={view} />
            <DayTable view={view} />
            <OpenTables view={view} />
            <OldestTable view={view} />
          </div>
        </>
      )}
    </>
  );
}

function DayTable({ view: { days } }: { view: BacklogView }) {
  const { t } = useTranslation();
  return (
    <FigureTable
      name="days"
      title={t('backlog.days.title')}
      explanation={t('backlog.days.explanation')}
      empty={t('backlog.days.empty')}
      rows={days}
      rowKey={({ day }) => day}
      columns={[
        {
          label: t('backlog.days.day'),
          figure: ({ day }) => day,
          show: ({ day }) => <DateText iso={day} />,
        },
        { label: t('backlog.days.arrived'), figure: ({ arrived }) => arrived, bar: 'largest' },
        {
          label: t('backlog.days.committed'),
          figure: ({ committed }) => committed,
          bar: 'largest',
        },
        { label: t('backlog.days.otherwise'), figure: ({ otherwise }) => otherwise },
      ]}
    />
  );
}

function OldestTable({ view: { oldest } }: { view: BacklogView }) {
  const { t } = useTranslation();
  return (
    <FigureTable
      name="oldest"
      title={t('backlog.oldest.title')}
      empty={t('backlog.oldest.empty')}
      rows={oldest}
      rowKey={({ sheetId }) => sheetId}
      columns={[
        {
          label: t('backlog.paper'),
          figure: ({ batchLabel, fileName, pageNumber }) =>
            t('sheets.twin.place', { batch: batchLabel, file: fileName, page: pageNumber }),
          show: ({ batchId, batchLabel, fileName, pageNumber }) => (
            <Link to="/intake/$batchId" params={{ batchId }}>
              {t('sheets.twin.place', { batch: batchLabel, file: fileName, page: pageNumber })}
            </Link>
          ),
        },
        { label: t('batch.state'), figure: ({ state }) => t(`sheetState.${state}`) },
        {
          label: t('backlog.oldest.arrived'),
          figure: ({ arrivedAt }) => arrivedAt,
          show: ({ arrivedAt }) => <InstantText iso={arrivedAt} />,
        },
        {
          label: t('backlog.oldest.since'),
          figure: ({ since }) => since,
          show: ({ since }) => <InstantText iso={since} />,
        },
      ]}
    />
  );
}
