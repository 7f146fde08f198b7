import { Button, Group, Loader, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { overridesApi } from '../../schemas/api/overrides.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { EnterOverrideDialog } from './EnterOverrideDialog.tsx';
import { OverrideCards } from './OverrideCards.tsx';

/** Every override of one person, withdrawn ones too. */
export function PersonOverrides({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['translation', 'overrides']);
  const [entering, setEntering] = useState(false);
  const found = useEndpointQuery(overridesApi.search, {
    body: { residentId, state: null, offset: 0 },
  });
  return (
    <section aria-label={t('overrides.ofPerson')}>
      <Group justify="space-between" mt="sm">
        <Title order={3} size="h6">
          {t('overrides.ofPerson')}
        </Title>
        <Button size="compact-sm" variant="default" onClick={() => setEntering(true)}>
          {t('overrides.enter')}
        </Button>
      </Group>
      {found.error ? <ErrorNotice error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Loader size="sm" aria-label={t('common.loading')} /> : null}
      {found.data?.items.length === 0 ? <p>{t('overrides.noneOfPerson')}</p> : null}
      <OverrideCards overrides={found.data?.items ?? []} label={t('overrides.ofPerson')} />
      {entering ? (
        <EnterOverrideDialog residentId={residentId} onClose={() => setEntering(false)} />
      ) : null}
    </section>
  );
}
