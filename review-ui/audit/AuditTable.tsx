import { Button, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEventView } from '../../schemas/api/audit.ts';
import { InstantText } from '../components/DateText.tsx';
import { ScrollRegion } from '../components/ScrollRegion.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { EventDetail, ShortCode } from './EventDetail.tsx';
import { TermsDialog } from './TermsDialog.tsx';
import { useAuditWords } from './use-audit-words.ts';

export function AuditTable({ events }: { events: readonly AuditEventView[] }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<AuditEventView | null>(null);
  return (
    <>
      <ScrollRegion className="audit-scroll" label={t('auditLog.list')}>
        <Table verticalSpacing={3} horizontalSpacing={8} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t('auditLog.column.sequence')}</Table.Th>
              <Table.Th>{t('auditLog.column.at')}</Table.Th>
              <Table.Th>{t('auditLog.column.who')}</Table.Th>
              <Table.Th>{t('auditLog.column.action')}</Table.Th>
              <Table.Th>{t('auditLog.column.outcome')}</Table.Th>
              <Table.Th>{t('auditLog.column.on')}</Table.Th>
              <Table.Th>{t('auditLog.column.detail')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {events.map((event) => (
              <EventRow key={event.auditEventId} event={event} onTerms={() => setOpened(event)} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      {opened === null ? null : <TermsDialog event={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function EventRow({ event, onTerms }: { event: AuditEventView; onTerms: () => void }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const isDone = event.outcome === 'done';
  return (
    <Table.Tr>
      <Table.Td ta="right">{event.sequence}</Table.Td>
      <Table.Td className="audit-when">
        <InstantText iso={event.occurredAt} seconds />
      </Table.Td>
      <Table.Td>
        <Who event={event} />
      </Table.Td>
      <Table.Td title={event.action}>{words.action(event.action)}</Table.Td>
      <Table.Td>
        <StatusTag tone={isDone ? 'quiet' : 'bad'}>
          {isDone ? t('auditLog.done') : t('auditLog.refusedOutcome')}
        </StatusTag>
      </Table.Td>
      <Table.Td>
        {words.kind(event.resourceKind)}
        {event.resourceId === null ? null : (
          <>
            {' '}
            <ShortCode text={event.resourceId} />
          </>
        )}
      </Table.Td>
      <Table.Td>
        <EventDetail detail={event.detail} />
        {event.hasTerms ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${t('auditLog.terms.show')} ${event.sequence}`}
            onClick={onTerms}
          >
            {t('auditLog.terms.show')}
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}

function Who({ event: { actorKind, name, loginName } }: { event: AuditEventView }) {
  const { t } = useTranslation();
  if (actorKind === 'system') return t('auditLog.search.system');
  const who = name ?? t('auditLog.noAccount');
  return (
    <>
      {who} <small>{loginName}</small>
    </>
  );
}
