import { Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DisposalView, retentionApi } from '../../schemas/api/retention.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { keepDisposal } from './disposal-state.ts';

type Props = { view: DisposalView };

/** What is next, by whoever may do it; everybody else sees whom it waits for. */
export function DisposalActs({ view }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  return (
    <section className="figure-table export-acts">
      <Title order={2} size="h5">
        {t('retention.act.title')}
      </Title>
      {view.state === 'requested' ? (
        <>
          <Decide view={view} />
          <Withdraw view={view} />
        </>
      ) : (
        <Text size="sm">{t(`retention.act.${view.state}`)}</Text>
      )}
    </section>
  );
}

function Decide({ view }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  const may = useMay('retention.approve');
  const [asked, setAsked] = useState<'approve' | 'refuse' | null>(null);
  const decide = useEndpointMutation(retentionApi.decide, async (now, cache) => {
    setAsked(null);
    await keepDisposal(now, cache);
  });
  if (!may || view.isOwn) return <Text size="sm">{t('retention.act.waits')}</Text>;
  const count = view.counts.reduce((sum, { items, leftOut }) => sum + items - leftOut, 0);
  return (
    <>
      <Text size="sm">{t('retention.act.explains', { count })}</Text>
      <Group>
        <Button onClick={() => setAsked('approve')}>{t('retention.act.approve')}</Button>
        <Button variant="default" onClick={() => setAsked('refuse')}>
          {t('retention.act.refuse')}
        </Button>
      </Group>
      {asked === null ? null : (
        <ReasonDialog
          title={t(`retention.act.${asked}`)}
          explanation={
            asked === 'approve'
              ? t('retention.act.explains', { count })
              : t('retention.act.refuseExplains')
          }
          submitLabel={t(`retention.act.${asked}`)}
          error={decide.error}
          pending={decide.isPending}
          onClose={() => setAsked(null)}
          onSubmit={(reason) =>
            decide.mutate({
              params: { disposalId: view.disposalId },
              body: { approve: asked === 'approve', reason },
            })
          }
        />
      )}
    </>
  );
}

function Withdraw({ view }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  const may = useMay('retention.propose');
  const withdraw = useEndpointMutation(retentionApi.withdraw, keepDisposal);
  if (!may) return null;
  return (
    <>
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ params: { disposalId: view.disposalId }, body: {} })}
        >
          {t('retention.act.withdraw')}
        </Button>
      </Group>
      {withdraw.error ? <ErrorNotice error={withdraw.error} /> : null}
    </>
  );
}
