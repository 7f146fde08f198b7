import { Loader, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exportsApi } from '../../schemas/api/exports.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { ExportActs } from './ExportActs.tsx';
import { ExportFacts } from './ExportFacts.tsx';
import { ExportMedia } from './ExportMedia.tsx';
import { TONES } from './export-state.ts';

/** One output: what it is, what was done, and what is next. */
export function ExportPage() {
  const { t } = useTranslation(['translation', 'exports']);
  const { exportId } = useParams({ from: '/exports/$exportId' });
  const may = useMay('export.read');
  const found = useEndpointQuery(
    exportsApi.one,
    { params: { exportId } },
    { pollMs: TOLD_MS, enabled: may },
  );
  if (!may) return <Text m="xl">{t('exports.refused')}</Text>;
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const view = found.data;
  const { exportNumber, state, media, downloads } = view;
  return (
    <div className="page figure-stack">
      <div>
        <Link to="/exports">{t('exports.one.back')}</Link>
        <Title order={1} size="h3">
          {t('exports.title')} {t('exports.numbered', { number: exportNumber })}{' '}
          <StatusTag tone={TONES[state]}>{t(`exports.state.${state}`)}</StatusTag>
        </Title>
      </div>
      <ExportActs view={view} />
      <ExportFacts view={view} />
      {downloads > 0 || media.length > 0 ? <ExportMedia view={view} /> : null}
    </div>
  );
}
