import { Button, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { samplingApi } from '../../schemas/api/sampling.ts';
import {
  endpointKey,
  TOLD_MS,
  useEndpointMutation,
  useEndpointQuery,
} from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SampleDisputes } from './SampleDisputes.tsx';
import { SampleTable } from './SampleTable.tsx';

/** What chance has drawn of the values nobody keyed: to be keyed, to be settled, and what it has shown. */
export function SamplingPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayKey = useMay('sampling.key');
  const mayRead = useMay('sampling.read');
  const mayManage = useMay('sampling.manage');
  const overview = useEndpointQuery(
    samplingApi.overview,
    {},
    { pollMs: TOLD_MS, enabled: mayRead },
  );
  if (!mayRead) return <Text m="xl">{t('sampling.refused')}</Text>;
  if (overview.error) {
    return <ErrorNotice error={overview.error} onRetry={() => overview.refetch()} />;
  }
  if (!overview.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { rate, waitingForMe, disputes, figures } = overview.data;
  return (
    <div className="page figure-stack">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('sampling.title')}
          </Title>
          <Text size="sm">{t('sampling.explanation')}</Text>
        </div>
        <Rate rate={rate} />
      </div>
      {mayKey ? (
        <div className="sampling-begin">
          <Text size="lg">{t('sampling.waiting', { count: waitingForMe })}</Text>
          <Button disabled={waitingForMe === 0} onClick={() => navigate({ to: '/sampling/work' })}>
            {t('sampling.begin')}
          </Button>
          {waitingForMe === 0 ? <Text size="sm">{t('sampling.nothingWaits')}</Text> : null}
        </div>
      ) : null}
      {mayManage ? <SampleDisputes key={disputes} /> : null}
      {!mayManage && disputes > 0 ? (
        <Text size="sm">{t('sampling.disputes.refused', { count: disputes })}</Text>
      ) : null}
      <SampleTable figures={figures} />
    </div>
  );
}

/** In hundredths. */
const RATES = [0, 0.5, 1, 2, 5, 10, 100] as const;

function Rate({ rate }: { rate: number | null }) {
  const { t } = useTranslation();
  const mayManage = useMay('sampling.manage');
  const set = useEndpointMutation(samplingApi.setRate, async ({ rate: now }, cache) => {
    notifications.show({ message: t('sampling.rateSet', { percent: now * 100 }) });
    await cache.invalidateQueries({ queryKey: endpointKey(samplingApi.overview).slice(0, 1) });
  });
  const percent = rate === null ? '' : String(Math.round(rate * 10_000) / 100);
  const known = new Set<string>(RATES.map(String));
  return (
    <div>
      <NativeSelect
        label={t('sampling.rate')}
        description={mayManage ? t('sampling.rateMeans') : t('sampling.rateRefused')}
        disabled={!mayManage || set.isPending}
        value={percent}
        data={[
          ...(rate === null ? [{ value: '', label: t('sampling.rateUnset') }] : []),
          ...(percent === '' || known.has(percent)
            ? []
            : [{ value: percent, label: `${percent}%` }]),
          ...RATES.map((each) => ({ value: String(each), label: `${each}%` })),
        ]}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (chosen !== '') set.mutate({ body: { rate: Number(chosen) / 100 } });
        }}
      />
      {set.error ? <ErrorNotice error={set.error} /> : null}
    </div>
  );
}
