import { Button, Group, Table, Text, Title } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { PENDING_STATES } from '../../schemas/sheet-state.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { StuckNotice } from '../stuck/StuckNotice.tsx';
import { BatchBalanceTag, GivenUpTag } from './BatchBalanceTag.tsx';
import { PriorityTag } from './BatchPriority.tsx';

/** Fetched when it is opened: the first page is there sooner. */
const CreateBatchDialog = lazy(async () => {
  const { CreateBatchDialog: dialog } = await import('./CreateBatchDialog.tsx');
  return { default: dialog };
});

export function IntakePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const mayCreate = useMay('batch.create');
  const [offset, setOffset] = useState(0);
  const batches = useEndpointQuery(intakeApi.batches, { query: { offset } }, { pollMs: TOLD_MS });
  const stuck = batches.data?.items.reduce((sum, { givenUp }) => sum + givenUp, 0) ?? 0;
  return (
    <div className="page">
      <Group justify="space-between" mb="sm">
        <Title order={1} size="h3">
          {t('intake.title')}
        </Title>
        <Group gap="sm">
          {mayCreate ? null : <Text size="sm">{t('intake.createRefused')}</Text>}
          <Button disabled={!mayCreate} onClick={() => setCreating(true)}>
            {t('intake.create')}
          </Button>
        </Group>
      </Group>
      <StuckNotice count={stuck} />
      {batches.error ? (
        <ErrorNotice error={batches.error} onRetry={() => batches.refetch()} />
      ) : null}
      {batches.data?.items.length === 0 ? (
        <EmptyState title={t('intake.empty.title')}>{t('intake.empty.next')}</EmptyState>
      ) : null}
      {batches.data && batches.data.items.length > 0 ? (
        <>
          <BatchTable batches={batches.data.items} />
          <Pages
            total={batches.data.total}
            shown={batches.data.items.length}
            offset={offset}
            onOffset={setOffset}
          />
        </>
      ) : null}
      {creating ? (
        <Suspense fallback={null}>
          <CreateBatchDialog
            onClose={() => setCreating(false)}
            onCreated={({ batchId }) => navigate({ to: '/intake/$batchId', params: { batchId } })}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function BatchTable({ batches }: { batches: readonly BatchView[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table highlightOnHover withTableBorder className="batch-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('batch.label')}</Table.Th>
            <Table.Th>{t('batch.month')}</Table.Th>
            <Table.Th ta="right">{t('batch.files')}</Table.Th>
            <Table.Th ta="right">{t('batch.pages')}</Table.Th>
            <Table.Th ta="right">{t('batch.declared')}</Table.Th>
            <Table.Th ta="right">{t('batch.committed')}</Table.Th>
            <Table.Th ta="right">{t('batch.pending')}</Table.Th>
            <Table.Th>{t('batch.state')}</Table.Th>
            <Table.Th>{t('batch.createdAt')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {batches.map((batch) => (
            <BatchRow key={batch.batchId} batch={batch} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function BatchRow({ batch }: { batch: BatchView }) {
  const pending = PENDING_STATES.reduce(
    (sum, state) => sum + (batch.sheetsByState[state] ?? 0),
    batch.filesPending,
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/intake/$batchId" params={{ batchId: batch.batchId }}>
          {batch.label}
        </Link>{' '}
        <PriorityTag batch={batch} />
      </Table.Td>
      <Table.Td>{batch.month ?? '—'}</Table.Td>
      <Table.Td ta="right">{batch.files}</Table.Td>
      <Table.Td ta="right">{batch.pages}</Table.Td>
      <Table.Td ta="right">{batch.declaredSheets ?? '—'}</Table.Td>
      <Table.Td ta="right">{batch.sheetsByState.committed ?? 0}</Table.Td>
      <Table.Td ta="right">{pending}</Table.Td>
      <Table.Td>
        <BatchBalanceTag batch={batch} /> <GivenUpTag batch={batch} />
      </Table.Td>
      <Table.Td>
        <InstantText iso={batch.createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}
