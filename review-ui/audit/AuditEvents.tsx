import { Button, Group, Loader, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import {
  type AuditEventView,
  type AuditWanted,
  auditApi,
  MOST_EXPORTED,
} from '../../schemas/api/audit.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { downloadCsv } from '../components/table-csv.ts';
import { AuditTable } from './AuditTable.tsx';
import { useAuditWords } from './use-audit-words.ts';

/** What was found, the newest first; what is recorded while one leafs, this reading among it, moves nothing. */
export function AuditEvents({ wanted }: { wanted: AuditWanted }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<{ offset: number; until: number | null }>({
    offset: 0,
    until: null,
  });
  const found = useEndpointQuery(auditApi.search, { body: { ...wanted, ...place } });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total, capped, until } = found.data;
  if (items.length === 0) {
    return <EmptyState title={t('auditLog.empty')}>{t('auditLog.emptyNext')}</EmptyState>;
  }
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" role="status">
          {capped
            ? t('auditLog.foundCapped', { count: total })
            : t('auditLog.found', { count: total })}
        </Text>
        <ExportButton wanted={wanted} />
      </Group>
      <AuditTable events={items} />
      <Pages
        total={total}
        shown={items.length}
        offset={place.offset}
        onOffset={(offset) => setPlace({ offset, until })}
      />
    </div>
  );
}

function ExportButton({ wanted }: { wanted: AuditWanted }) {
  const { t } = useTranslation();
  const rowOf = useCsvRow();
  const exported = useEndpointMutation(auditApi.export, async ({ items, truncated }) => {
    await downloadCsv(`yoshin-audit-${dayInJapan(new Date())}.csv`, [
      [
        t('auditLog.column.sequence'),
        t('auditLog.column.at'),
        t('auditLog.column.who'),
        t('auditLog.csvColumn.login'),
        t('auditLog.column.action'),
        t('auditLog.column.outcome'),
        t('auditLog.search.kind'),
        t('auditLog.search.id'),
        t('auditLog.column.detail'),
        t('auditLog.csvColumn.request'),
      ],
      ...items.map(rowOf),
    ]);
    if (truncated) {
      notifications.show({
        closeButtonProps: { 'aria-label': t('common.close') },
        message: t('auditLog.csvTruncated', { count: MOST_EXPORTED }),
      });
    }
  });
  return (
    <div>
      <Button
        size="compact-sm"
        variant="default"
        loading={exported.isPending}
        onClick={() => exported.mutate({ body: wanted })}
      >
        {t('auditLog.csv')}
      </Button>
      {exported.error ? <ErrorNotice error={exported.error} /> : null}
    </div>
  );
}

/** Codes as they are beside their words: a file is read by programs too. */
function useCsvRow() {
  const { t } = useTranslation();
  const words = useAuditWords();
  return (event: AuditEventView) => [
    event.sequence,
    event.occurredAt,
    event.name ?? event.actorKind,
    event.loginName,
    `${words.action(event.action)} (${event.action})`,
    event.outcome === 'done' ? t('auditLog.done') : t('auditLog.refusedOutcome'),
    words.kind(event.resourceKind),
    event.resourceId,
    JSON.stringify(event.detail),
    event.requestId,
  ];
}
