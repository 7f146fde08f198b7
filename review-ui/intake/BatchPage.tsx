import { Anchor, Group, Loader, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { intakeApi } from '../../schemas/api/intake.ts';
import { errorCodeOf } from '../api/api-error.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { StuckNotice } from '../stuck/StuckNotice.tsx';
import { BatchBalance } from './BatchBalance.tsx';
import { BatchPriority } from './BatchPriority.tsx';
import { BatchProgress } from './BatchProgress.tsx';
import { CoverSheetButton } from './CoverSheetButton.tsx';
import { DropZone } from './DropZone.tsx';
import { OriginalTable } from './OriginalTable.tsx';
import { SheetTable } from './SheetTable.tsx';
import { UploadList } from './UploadList.tsx';

export function BatchPage() {
  const { t } = useTranslation();
  const { batchId } = useParams({ from: '/intake/$batchId' });
  const query = useEndpointQuery(intakeApi.batch, { params: { batchId } }, { pollMs: TOLD_MS });
  const refused = query.error ? (
    <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  ) : null;
  const said = query.error ? errorCodeOf(query.error) : null;
  // With the line away the last that was known stays, and above all the files on their way.
  if (!query.data && refused) return refused;
  if (!query.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { batch, originals } = query.data;
  return (
    <div className="page batch-page">
      <Group gap="md" mb="sm">
        <Anchor renderRoot={(props) => <Link to="/intake" {...props} />}>
          {t('intake.backToList')}
        </Anchor>
        <Title order={1} size="h3">
          {batch.label}
        </Title>
        <code className="short-id" title={batch.batchId}>
          {batch.batchId.slice(-8)}
        </code>
        <CoverSheetButton batch={batch} />
        <BatchPriority batch={batch} />
      </Group>
      {refused}
      <StuckNotice count={batch.givenUp} />
      <div className="batch-columns">
        <div>
          <BatchBalance batch={batch} />
          <DropZone batch={batch} />
          <UploadList batchId={batchId} said={said} />
        </div>
        <div>
          <BatchProgress batch={batch} />
          <OriginalTable originals={originals} batchId={batchId} />
          <SheetTable batch={batch} originals={originals} said={said} />
        </div>
      </div>
    </div>
  );
}
