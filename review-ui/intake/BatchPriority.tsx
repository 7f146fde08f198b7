import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { StatusTag } from '../components/StatusTag.tsx';

/** Says whether the batch goes before the others, and lets a supervisor change it. */
export function BatchPriority({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const may = useMay('batch.prioritise');
  const change = useEndpointMutation(intakeApi.prioritiseBatch, async (_batch, cache) => {
    await Promise.all(
      [intakeApi.batch, intakeApi.batches].map(({ path }) =>
        cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
      ),
    );
  });
  const { batchId, priority } = batch;
  const other = priority === 'urgent' ? 'normal' : 'urgent';
  return (
    <Group gap="xs">
      <PriorityTag batch={batch} />
      {batch.state === 'open' ? (
        <>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!may}
            loading={change.isPending}
            onClick={() => change.mutate({ params: { batchId }, body: { priority: other } })}
          >
            {t(`priority.set.${other}`)}
          </Button>
          {may ? null : <Text size="xs">{t('priority.refused')}</Text>}
        </>
      ) : null}
      {change.error ? <ErrorNotice error={change.error} /> : null}
    </Group>
  );
}

/** Nothing is said of what is as usual. */
export function PriorityTag({ batch }: { batch: Pick<BatchView, 'priority' | 'state'> }) {
  const { t } = useTranslation();
  if (batch.priority === 'normal' || batch.state === 'closed') return null;
  return <StatusTag tone="attention">{t('priority.urgent')}</StatusTag>;
}
