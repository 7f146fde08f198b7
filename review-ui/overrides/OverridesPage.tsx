import { Button, Group, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { overridesApi } from '../../schemas/api/overrides.ts';
import { OverrideState } from '../../schemas/override.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { ResidentFilter } from '../components/ResidentFilter.tsx';
import { EnterOverrideDialog } from './EnterOverrideDialog.tsx';
import { OverrideCards } from './OverrideCards.tsx';

/** Those that wait for a second person first; who is looked for stays in memory, never in the address. */
export function OverridesPage() {
  const { t } = useTranslation(['translation', 'overrides']);
  const mayRead = useMay('override.read');
  const mayManage = useMay('override.manage');
  const [state, setState] = useState<OverrideState | null>('waiting');
  const [residentId, setResidentId] = useState<string | null>(null);
  const [entering, setEntering] = useState(false);
  if (!mayRead) return <Text m="xl">{t('overrides.refused')}</Text>;
  return (
    <div className="page">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('overrides.title')}
          </Title>
          <Text size="sm" maw={900}>
            {t('overrides.explanation')}
          </Text>
        </div>
        <Button flex="none" disabled={!mayManage} onClick={() => setEntering(true)}>
          {t('overrides.enter')}
        </Button>
      </div>
      {mayManage ? null : <Text size="sm">{t('overrides.readOnly')}</Text>}
      <Group align="flex-end" gap="sm" my="sm">
        <NativeSelect
          label={t('overrides.filter')}
          value={state ?? ''}
          onChange={(event) => {
            const chosen = OverrideState.safeParse(event.currentTarget.value);
            setState(chosen.success ? chosen.data : null);
          }}
          data={[
            ...OverrideState.options.map((one) => ({
              value: one as string,
              label: t(`overrides.state.${one}`),
            })),
            { value: '', label: t('overrides.all') },
          ]}
        />
        <ResidentFilter onSearch={setResidentId} />
      </Group>
      <Found key={`${state} ${residentId}`} {...{ state, residentId }} />
      {entering ? (
        <EnterOverrideDialog residentId={residentId} onClose={() => setEntering(false)} />
      ) : null}
    </div>
  );
}

type Wanted = { state: OverrideState | null; residentId: string | null };

function Found(wanted: Wanted) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const found = useEndpointQuery(overridesApi.search, { body: { ...wanted, offset } });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = found.data;
  if (items.length === 0) {
    return <EmptyState title={t('overrides.empty')}>{t('overrides.emptyNext')}</EmptyState>;
  }
  return (
    <>
      <p role="status">{t('overrides.count', { count: total })}</p>
      <OverrideCards overrides={items} label={t('overrides.list')} />
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </>
  );
}
