import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import { type ExportView, exportsApi } from '../../schemas/api/exports.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { type FigureColumn, FigureTable } from '../components/FigureTable.tsx';
import { Pages } from '../components/Pages.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { ExportRules } from './ExportRules.tsx';
import { TONES } from './export-state.ts';

/** 出力簿: every file that left the ledger or was to leave it. */
export function ExportListPage() {
  const { t } = useTranslation(['translation', 'exports']);
  const mayRead = useMay('export.read');
  const mayAsk = useMay('export.request');
  const mayCompare = useMay('copies.read');
  const navigate = useNavigate();
  const [offset, setOffset] = useState(0);
  const list = useEndpointQuery(
    exportsApi.list,
    { query: { offset } },
    { pollMs: TOLD_MS, enabled: mayRead },
  );
  if (!mayRead) return <Text m="xl">{t('exports.refused')}</Text>;
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total, rules } = list.data;
  return (
    <div className="page figure-stack">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('exports.title')}
          </Title>
          <Text size="sm">{t('exports.explanation')}</Text>
        </div>
        <Group gap="sm" wrap="nowrap">
          <Link to="/retention">{t('exports.retention')}</Link>
          {mayCompare ? <Link to="/copies">{t('exports.toCopies')}</Link> : null}
          {mayAsk ? null : <Text size="xs">{t('exports.newRefused')}</Text>}
          <Button
            flex="none"
            disabled={!mayAsk}
            onClick={() => void navigate({ to: '/exports/new' })}
          >
            {t('exports.new')}
          </Button>
        </Group>
      </div>
      <ExportRules key={`${rules.approvalFrom} ${rules.keepDays}`} rules={rules} />
      {items.length === 0 ? (
        <EmptyState title={t('exports.empty')}>{t('exports.emptyNext')}</EmptyState>
      ) : (
        <ExportTable items={items} />
      )}
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </div>
  );
}

function ExportTable({ items }: { items: readonly ExportView[] }) {
  const { t, i18n } = useTranslation();
  return (
    <FigureTable
      name="exports"
      title={t('exports.title')}
      empty={t('exports.empty')}
      rows={items}
      rowKey={({ exportId }) => exportId}
      columns={[
        {
          label: t('exports.number'),
          figure: ({ exportNumber }) => exportNumber,
          show: ({ exportId, exportNumber }) => (
            <Link to="/exports/$exportId" params={{ exportId }} className="export-number">
              {t('exports.numbered', { number: exportNumber })}
            </Link>
          ),
        },
        {
          label: t('exports.state_'),
          figure: ({ state }) => t(`exports.state.${state}`),
          show: ({ state }) => (
            <StatusTag tone={TONES[state]}>{t(`exports.state.${state}`)}</StatusTag>
          ),
        },
        { label: t('exports.purpose'), figure: ({ purpose }) => purpose },
        { label: t('exports.recipient'), figure: ({ recipient }) => recipient },
        {
          label: t('exports.profile'),
          figure: ({ profile }) => (i18n.language === 'ja' ? profile.titleJa : profile.titleEn),
        },
        {
          label: t('exports.entries'),
          figure: ({ entries, writtenEntries }) => writtenEntries ?? entries,
        },
        doneBy(t('exports.requested'), ({ requestedBy, requestedAt }) => [
          requestedBy,
          requestedAt,
        ]),
        doneBy(t('exports.decided'), ({ decidedBy, decidedAt }) => [decidedBy, decidedAt]),
        doneBy(t('exports.checked'), ({ checkedBy, checkedAt }) => [checkedBy, checkedAt]),
        {
          label: t('exports.hash'),
          figure: ({ contentHash }) => contentHash,
          show: ({ contentHash }) =>
            contentHash === null ? (
              '—'
            ) : (
              <code title={contentHash}>{contentHash.slice(0, 12)}</code>
            ),
        },
        {
          label: t('exports.ends'),
          figure: ({ erasedAt, expiresAt }) => erasedAt ?? expiresAt,
          show: (view) => <End view={view} />,
        },
      ]}
    />
  );
}

function End({ view: { erasedAt, expiresAt } }: { view: ExportView }) {
  const { t } = useTranslation();
  if (erasedAt !== null) return <InstantText iso={erasedAt} />;
  if (expiresAt === null) return '—';
  return t('exports.until', { day: dayInJapan(new Date(expiresAt)) });
}

/** Who did a step, and on which day. */
function doneBy(
  label: string,
  of: (view: ExportView) => readonly [string | null, string | null],
): FigureColumn<ExportView> {
  const said = (view: ExportView) => {
    const [name, at] = of(view);
    return name === null || at === null ? null : { name, day: dayInJapan(new Date(at)) };
  };
  return {
    label,
    figure: (view) => {
      const step = said(view);
      return step === null ? null : `${step.name} ${step.day}`;
    },
    show: (view) => {
      const step = said(view);
      if (step === null) return '—';
      return (
        <>
          {step.name} <DateText iso={step.day} />
        </>
      );
    },
  };
}
