import { Alert, Button, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditOverview, auditApi } from '../../schemas/api/audit.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';

/** Logs are read regularly (DOMAIN.md §6): by whom they were, what is unread, and the signature for it. */
export function AuditReading({ overview }: { overview: AuditOverview }) {
  const { t } = useTranslation();
  const headingId = useId();
  const [signing, setSigning] = useState(false);
  const { reading } = overview;
  const { last, unread, due, overdue, everyDays } = reading;
  return (
    <section className="figure-table" aria-labelledby={headingId}>
      <Title order={2} size="h5" id={headingId}>
        {t('auditLog.reading.title')}
      </Title>
      {overdue ? (
        <Alert color="red" variant="outline" my={4} title={t('auditLog.reading.overdue')}>
          {t('auditLog.reading.overdueNext')}
        </Alert>
      ) : null}
      {last === null ? (
        <Text size="sm">{t('auditLog.reading.never')}</Text>
      ) : (
        <Text size="sm">
          <InstantText iso={last.readAt} />{' '}
          {t('auditLog.reading.last', { by: last.by, events: last.events.toLocaleString('ja-JP') })}
          <br />
          {t('auditLog.reading.note', { note: last.note })}
        </Text>
      )}
      <Text size="sm" my={4}>
        {unread === 0
          ? t('auditLog.reading.none')
          : t('auditLog.reading.unread', { count: unread })}{' '}
        {due === null ? null : (
          <>
            {t('auditLog.reading.due')} <DateText iso={due} />{' '}
          </>
        )}
        ({t('auditLog.reading.every', { days: everyDays })})
      </Text>
      <Button size="compact-sm" disabled={unread === 0} onClick={() => setSigning(true)}>
        {t('auditLog.reading.sign')}
      </Button>
      {signing ? <SignDialog overview={overview} onClose={() => setSigning(false)} /> : null}
    </section>
  );
}

type Props = { overview: AuditOverview; onClose: () => void };

/** What is signed is what was seen when the dialog opened, whatever was recorded since. */
function SignDialog({ overview: { events, headHash }, onClose }: Props) {
  const { t } = useTranslation();
  const [seen] = useState({ events, headHash });
  const sign = useEndpointMutation(auditApi.read, async (_reply, cache) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t('auditLog.reading.signed'),
    });
    onClose();
    await cache.invalidateQueries({ queryKey: [auditApi.overview.path] });
    await cache.invalidateQueries({ queryKey: [auditApi.reading.path] });
  });
  return (
    <ReasonDialog
      title={t('auditLog.reading.signTitle')}
      explanation={t('auditLog.reading.signMeans', { events: seen.events.toLocaleString('ja-JP') })}
      submitLabel={t('auditLog.reading.sign')}
      error={sign.error}
      pending={sign.isPending}
      onSubmit={(note) => {
        if (seen.headHash === null) return;
        sign.mutate({ body: { events: seen.events, headHash: seen.headHash, note } });
      }}
      onClose={onClose}
    />
  );
}
