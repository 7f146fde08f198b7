import { Button, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportView, exportsApi } from '../../schemas/api/exports.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { CheckFile } from './CheckFile.tsx';
import { keepExport } from './export-state.ts';
import { HandOver } from './HandOver.tsx';
import { MarkedSeen } from './MarkedSeen.tsx';

type Props = { view: ExportView };

/** What is next, by whoever may do it; everybody else sees whom it waits for. */
export function ExportActs({ view }: Props) {
  const { t } = useTranslation();
  return (
    <section className="figure-table export-acts">
      <Title order={2} size="h5">
        {t('exports.act.title')}
      </Title>
      <NextAct view={view} />
      <Withdraw view={view} />
    </section>
  );
}

function NextAct({ view }: Props): ReactNode {
  const { t } = useTranslation();
  const mayCheck = useMay('export.check');
  switch (view.state) {
    case 'requested':
      return <Decide view={view} />;
    case 'approved':
      return <WriteFile view={view} />;
    case 'written':
      return mayCheck && view.part === 'none' ? (
        <CheckFile view={view} />
      ) : (
        <Text size="sm">{t('exports.act.waitsCheck')}</Text>
      );
    case 'released':
      return <HandOver view={view} />;
    default:
      return <Text size="sm">{t('exports.act.ended')}</Text>;
  }
}

function Decide({ view }: Props) {
  const { t } = useTranslation();
  const may = useMay('export.approve');
  const [asked, setAsked] = useState<'approve' | 'refuse' | null>(null);
  const [seen, setSeen] = useState(false);
  const decide = useEndpointMutation(exportsApi.decide, async (now, cache) => {
    setAsked(null);
    await keepExport(now, cache);
  });
  if (!may || view.part !== 'none') {
    return <Text size="sm">{t('exports.act.waitsApproval')}</Text>;
  }
  const { exportId, markedPersons } = view;
  const unseen = markedPersons > 0 && !seen;
  return (
    <>
      <Text size="sm">{t('exports.act.approveExplains')}</Text>
      <MarkedSeen count={markedPersons} seen={seen} onSeen={setSeen} />
      <Group>
        <Button
          disabled={unseen}
          title={unseen ? t('exports.act.markedMissing') : undefined}
          onClick={() => setAsked('approve')}
        >
          {t('exports.act.approve')}
        </Button>
        <Button variant="default" onClick={() => setAsked('refuse')}>
          {t('exports.act.refuse')}
        </Button>
      </Group>
      {asked === null ? null : (
        <ReasonDialog
          title={t(`exports.act.${asked}`)}
          explanation={t('exports.act.approveExplains')}
          submitLabel={t(`exports.act.${asked}`)}
          error={decide.error}
          pending={decide.isPending}
          onClose={() => setAsked(null)}
          onSubmit={(reason) =>
            decide.mutate({
              params: { exportId },
              body: { approve: asked === 'approve', reason, markedSeen: markedPersons },
            })
          }
        />
      )}
    </>
  );
}

function WriteFile({ view }: Props) {
  const { t } = useTranslation();
  const may = useMay('export.request');
  const write = useEndpointMutation(exportsApi.write, keepExport);
  if (!may || view.part !== 'requested') {
    return <Text size="sm">{t('exports.act.waitsWrite')}</Text>;
  }
  return (
    <>
      <Text size="sm">{t('exports.act.writeExplains')}</Text>
      <Group>
        <Button
          loading={write.isPending}
          onClick={() => write.mutate({ params: { exportId: view.exportId } })}
        >
          {t('exports.act.write')}
        </Button>
      </Group>
      {write.error ? <ErrorNotice error={write.error} /> : null}
    </>
  );
}

const ENDABLE: ReadonlySet<ExportView['state']> = new Set([
  'requested',
  'approved',
  'written',
  'released',
]);

function Withdraw({ view }: Props) {
  const { t } = useTranslation();
  const may = useMay('export.request');
  const [asked, setAsked] = useState(false);
  const withdraw = useEndpointMutation(exportsApi.withdraw, async (now, cache) => {
    setAsked(false);
    await keepExport(now, cache);
  });
  if (!may || !ENDABLE.has(view.state)) return null;
  const act = view.state === 'released' ? 'erase' : 'withdraw';
  return (
    <>
      <Group>
        <Button variant="subtle" size="compact-sm" onClick={() => setAsked(true)}>
          {t(`exports.act.${act}`)}
        </Button>
      </Group>
      {asked ? (
        <ReasonDialog
          title={t(`exports.act.${act}`)}
          explanation={t(`exports.act.${act}Explains`)}
          submitLabel={t(`exports.act.${act}`)}
          error={withdraw.error}
          pending={withdraw.isPending}
          onClose={() => setAsked(false)}
          onSubmit={(reason) =>
            withdraw.mutate({ params: { exportId: view.exportId }, body: { reason } })
          }
        />
      ) : null}
    </>
  );
}
