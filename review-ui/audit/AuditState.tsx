import { Alert, Button, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditOverview, type AuditVerification, auditApi } from '../../schemas/api/audit.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { useAuditWords } from './use-audit-words.ts';

/** How long the log is, up to where it is signed, and whether it still is what was signed. */
export function AuditState({ overview: { events, checkpoint } }: { overview: AuditOverview }) {
  const { t } = useTranslation();
  const headingId = useId();
  const verify = useEndpointMutation(auditApi.verify, () => undefined);
  return (
    <section className="figure-table" aria-labelledby={headingId}>
      <Title order={2} size="h5" id={headingId}>
        {t('auditLog.state.title')}
      </Title>
      <dl className="audit-facts">
        <dt>{t('auditLog.state.events')}</dt>
        <dd>{events.toLocaleString('ja-JP')}</dd>
        <dt>{t('auditLog.state.signed')}</dt>
        <dd>{checkpoint === null ? t('auditLog.state.unsigned') : <Signed {...checkpoint} />}</dd>
      </dl>
      {checkpoint?.holds === false ? (
        <Alert color="red" variant="outline" role="alert" title={t('auditLog.state.broken')}>
          {t('auditLog.state.brokenNext')}
        </Alert>
      ) : null}
      <Button
        size="compact-sm"
        variant="default"
        loading={verify.isPending}
        onClick={() => verify.mutate({})}
      >
        {t('auditLog.verify.do')}
      </Button>
      {verify.error ? <ErrorNotice error={verify.error} /> : null}
      <div aria-live="polite">{verify.data ? <Verified found={verify.data} /> : null}</div>
    </section>
  );
}

function Signed({ number, events, signedAt, holds }: NonNullable<AuditOverview['checkpoint']>) {
  const { t } = useTranslation();
  return (
    <>
      <InstantText iso={signedAt} />{' '}
      {t('auditLog.state.signedUpTo', { number, events: events.toLocaleString('ja-JP') })}{' '}
      <StatusTag tone={holds ? 'good' : 'bad'}>
        {holds ? t('auditLog.state.holds') : t('auditLog.state.broken')}
      </StatusTag>
    </>
  );
}

function Verified({ found }: { found: AuditVerification }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const events = found.events.toLocaleString('ja-JP');
  if (found.kind === 'too_long')
    return <Text size="sm">{t('auditLog.verify.tooLong', { events })}</Text>;
  const { problems, uncovered } = found;
  if (problems.length === 0) {
    return (
      <Text size="sm" mt={4}>
        {t('auditLog.verify.intact', { events })}
        {uncovered > 0 ? t('auditLog.verify.uncovered', { count: uncovered }) : null}
      </Text>
    );
  }
  return (
    <Alert color="red" variant="outline" mt="xs" title={t('auditLog.verify.broken')}>
      <ul>
        {problems.map(({ table, row, problem }) => (
          <li key={`${table} ${row} ${problem}`}>
            {table === 'audit_events'
              ? t('auditLog.verify.row', { row })
              : t('auditLog.verify.checkpoint', { row })}
            : {words.problem(problem)}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
