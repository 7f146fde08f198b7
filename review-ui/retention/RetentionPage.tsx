import { Loader, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { retentionApi } from '../../schemas/api/retention.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { DisposalList } from './DisposalList.tsx';
import { DuePlan } from './DuePlan.tsx';

/** What is kept for how long, what is over, and what was disposed of. */
export function RetentionPage() {
  const { t } = useTranslation(['translation', 'retention']);
  const mayRead = useMay('retention.read');
  // Counts the whole ledger: asked when the page is opened and after an act, and not by the clock.
  const preview = useEndpointQuery(retentionApi.preview, {}, { enabled: mayRead });
  if (!mayRead) return <Text m="xl">{t('retention.refused')}</Text>;
  if (preview.error) return <ErrorNotice error={preview.error} onRetry={() => preview.refetch()} />;
  if (!preview.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return (
    <div className="page figure-stack">
      <div>
        <Title order={1} size="h3">
          {t('retention.title')}
        </Title>
        <Text size="sm">{t('retention.explanation')}</Text>
      </div>
      <DuePlan preview={preview.data} />
      <DisposalList />
    </div>
  );
}
