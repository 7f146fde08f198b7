import { Button, Loader, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import { copiesApi, type ReconciliationView } from '../../schemas/api/copies.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { Differences } from './Differences.tsx';
import { staleAfterWork } from './stale-after-work.ts';

/** One comparison: what was compared, and every difference with what is done about it. */
export function ComparisonPage() {
  const { t } = useTranslation(['translation', 'copies', 'exports']);
  const { reconciliationId } = useParams({ from: '/copies/$reconciliationId' });
  const mayRead = useMay('copies.read');
  const one = useEndpointQuery(
    copiesApi.one,
    { params: { reconciliationId } },
    { enabled: mayRead },
  );
  if (!mayRead) return <Text m="xl">{t('copies.refused')}</Text>;
  if (one.error) return <ErrorNotice error={one.error} onRetry={() => one.refetch()} />;
  if (!one.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const view = one.data;
  return (
    <div className="page figure-stack">
      <div className="sampling-head">
        <div>
          <Link to="/copies">{t('copies.back')}</Link>
          <Title order={1} size="h3">
            {t('copies.title')} {t('copies.numbered', { number: view.reconciliationNumber })}{' '}
            <StatusTag tone={view.closedAt === null ? 'attention' : 'quiet'}>
              {t(view.closedAt === null ? 'copies.running' : 'copies.closed')}
            </StatusTag>
          </Title>
        </div>
        <Close view={view} />
      </div>
      <Facts view={view} />
      <Differences view={view} />
    </div>
  );
}

function Close({ view }: { view: ReconciliationView }) {
  const { t } = useTranslation();
  const mayManage = useMay('copies.manage');
  const [asked, setAsked] = useState(false);
  const close = useEndpointMutation(copiesApi.close, async (_, cache) => {
    setAsked(false);
    notifications.show({
      message: t('copies.close.done'),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    await staleAfterWork(cache);
  });
  if (!mayManage || view.closedAt !== null) return null;
  const { reconciliationId, open } = view;
  return (
    <>
      <Button flex="none" variant="default" onClick={() => setAsked(true)}>
        {t('copies.close.label')}
      </Button>
      {asked ? (
        <Dialog title={t('copies.close.label')} onClose={() => setAsked(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              close.mutate({ params: { reconciliationId } });
            }}
          >
            <Text size="sm" mb="sm" data-autofocus tabIndex={-1}>
              {open === 0
                ? t('copies.close.explainsNone')
                : t('copies.close.explains', { count: open })}
            </Text>
            {close.error ? <ErrorNotice error={close.error} /> : null}
            <SubmitRow
              submitLabel={t('copies.close.label')}
              missing={null}
              pending={close.isPending}
              onCancel={() => setAsked(false)}
            />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}

function Facts({ view }: { view: ReconciliationView }) {
  const { t, i18n } = useTranslation();
  const { profile, treeSize, rootHash, erasedAt, keepUntil } = view;
  const figures = [
    ['entries', view.entries],
    ['lines', view.lines],
    ['same', view.same],
    ['onlyLedger', view.onlyLedger],
    ['onlyCopy', view.onlyCopy],
    ['differing', view.differing],
    ['twice', view.twice],
    ['open', view.open],
    ['goneCount', view.gone],
  ] as const;
  const dayOf = (iso: string) => dayInJapan(new Date(iso));
  return (
    <>
      <dl className="figure-table copy-figures">
        {figures.map(([name, figure]) => (
          <div key={name}>
            <dt>{t(`copies.${name}`)}</dt>
            <dd>{figure === null ? '—' : figure.toLocaleString('ja-JP')}</dd>
          </div>
        ))}
      </dl>
      <dl className="figure-table export-facts">
        <Fact label={t('copies.profile')}>
          {i18n.language === 'ja' ? profile.titleJa : profile.titleEn} v{profile.version}
        </Fact>
        <Fact label={t('copies.one.ledger')}>
          {rootHash === null
            ? t('copies.one.noRoot')
            : t('copies.one.asOf', { size: treeSize, hash: rootHash.slice(0, 16) })}
        </Fact>
        <Fact label={t('copies.one.file')}>
          <code className="export-hash">{t('copies.one.hash', { hash: view.fileHash })}</code>
        </Fact>
        <Fact label={t('copies.one.by')}>
          {view.comparedBy} <InstantText iso={view.comparedAt} />
        </Fact>
        <Fact label={t('copies.one.until')}>
          {erasedAt === null
            ? t('copies.one.untilDay', { day: dayOf(keepUntil) })
            : t('copies.one.erased', { day: dayOf(erasedAt) })}
        </Fact>
        {view.closedAt === null ? null : (
          <Fact label={t('copies.close.label')}>
            {view.closedBy} <InstantText iso={view.closedAt} />
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
