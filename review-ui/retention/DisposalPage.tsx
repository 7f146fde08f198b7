import { Button, Group, Loader, SegmentedControl, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { type DisposalView, retentionApi } from '../../schemas/api/retention.ts';
import { RetentionKind } from '../../schemas/retention.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { Pages } from '../components/Pages.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { DisposalActs } from './DisposalActs.tsx';
import { TONES } from './disposal-state.ts';
import { ItemTable } from './ItemTable.tsx';

/** While it is carried out, numbers move. */
const MOVING_MS = 2_000;

/** One disposal: what is on its list, who stands behind it, how far it is. */
export function DisposalPage() {
  const { t } = useTranslation(['translation', 'retention']);
  const { disposalId } = useParams({ from: '/retention/$disposalId' });
  const may = useMay('retention.read');
  const [moving, setMoving] = useState(false);
  const found = useEndpointQuery(
    retentionApi.one,
    { params: { disposalId } },
    { pollMs: moving ? MOVING_MS : TOLD_MS, enabled: may },
  );
  const isMoving = found.data?.state === 'approved';
  if (isMoving !== moving) setMoving(isMoving);
  if (!may) return <Text m="xl">{t('retention.refused')}</Text>;
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const view = found.data;
  return (
    <div className="page figure-stack">
      <div>
        <Link to="/retention">{t('retention.one.back')}</Link>
        <Title order={1} size="h3">
          {t('retention.one.title', { number: view.disposalNumber })}{' '}
          <StatusTag tone={TONES[view.state]}>{t(`retention.state.${view.state}`)}</StatusTag>
        </Title>
      </div>
      <DisposalActs view={view} />
      <Facts view={view} />
      <Counts view={view} />
      <Items key={view.state} view={view} />
    </div>
  );
}

function Facts({ view }: { view: DisposalView }) {
  const { t } = useTranslation(['translation', 'retention']);
  return (
    <section className="figure-table">
      <Text size="sm">
        {t('retention.one.asOf')} <DateText iso={view.asOf} />
      </Text>
      <Text size="sm">
        {t('retention.one.requested', { by: view.requestedBy, reason: view.reason })}{' '}
        <InstantText iso={view.requestedAt} />
      </Text>
      {view.decidedBy === null || view.decidedAt === null ? null : (
        <Text size="sm">
          {t(view.state === 'refused' ? 'retention.one.refused' : 'retention.one.approved', {
            by: view.decidedBy,
            reason: view.decisionReason,
          })}{' '}
          <InstantText iso={view.decidedAt} />
        </Text>
      )}
      {view.signature === null ? null : (
        <Text size="sm">
          {t(`retention.signature.${view.signature}`)}{' '}
          <code>{view.statementHash?.slice(0, 16)}</code>
        </Text>
      )}
      <Group>
        <Button
          component="a"
          href={urlOf(retentionApi.record, { disposalId: view.disposalId })}
          variant="default"
          size="compact-sm"
          download
        >
          {t('retention.one.record')}
        </Button>
      </Group>
    </section>
  );
}

function Counts({ view: { counts } }: { view: DisposalView }) {
  const { t } = useTranslation(['translation', 'retention']);
  return (
    <FigureTable
      name="disposal"
      title={t('retention.one.counts')}
      empty={t('retention.items.none')}
      rows={counts}
      rowKey={({ kind }) => kind}
      columns={[
        { label: t('retention.due.kind'), figure: ({ kind }) => t(`retention.kind.${kind}`) },
        { label: t('retention.list.items'), figure: ({ items }) => items },
        {
          label: t('retention.list.erased'),
          figure: ({ erased }) => erased,
          bar: ({ erased, items }) => erased / items,
        },
        { label: t('retention.outcome.left_out'), figure: ({ leftOut }) => leftOut },
        { label: t('retention.outcome.spared'), figure: ({ spared }) => spared },
      ]}
    />
  );
}

function Items({ view: { disposalId, counts } }: { view: DisposalView }) {
  const { t } = useTranslation(['translation', 'retention']);
  const [kind, setKind] = useState<RetentionKind | null>(counts[0]?.kind ?? null);
  const [offset, setOffset] = useState(0);
  const items = useEndpointQuery(
    retentionApi.items,
    { params: { disposalId }, query: { kind: kind ?? 'record', offset } },
    { enabled: kind !== null },
  );
  if (kind === null) return null;
  return (
    <div>
      {counts.length > 1 ? (
        <SegmentedControl
          aria-label={t('retention.due.kind')}
          value={kind}
          data={counts.map((count) => ({
            value: count.kind,
            label: t(`retention.kind.${count.kind}`),
          }))}
          onChange={(chosen) => {
            setKind(RetentionKind.parse(chosen));
            setOffset(0);
          }}
        />
      ) : null}
      {items.error ? <ErrorNotice error={items.error} onRetry={() => items.refetch()} /> : null}
      {items.data ? (
        <>
          <ItemTable
            title={t('retention.items.of', { kind: t(`retention.kind.${kind}`) })}
            rows={items.data.items}
          />
          <Pages
            total={items.data.total}
            shown={items.data.items.length}
            offset={offset}
            onOffset={setOffset}
          />
        </>
      ) : null}
    </div>
  );
}
