import { Loader, Text, Title } from '@mantine/core';
import '../styles/audit.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditWanted, auditApi } from '../../schemas/api/audit.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { AuditEvents } from './AuditEvents.tsx';
import { AuditReading } from './AuditReading.tsx';
import { AuditSearch, EVERYTHING } from './AuditSearch.tsx';
import { AuditState } from './AuditState.tsx';

/** The auditor's: whether the log holds, up to where it was read, and what is in it. */
export function AuditPage() {
  const { t } = useTranslation(['translation', 'auditLog']);
  const mayRead = useMay('audit.read');
  return (
    <div className="page figure-stack">
      <div>
        <Title order={1} size="h3">
          {t('auditLog.title')}
        </Title>
        <Text size="sm">{mayRead ? t('auditLog.explanation') : t('auditLog.refused')}</Text>
      </div>
      {mayRead ? <Log /> : null}
    </div>
  );
}

function Log() {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<AuditWanted>(EVERYTHING);
  const overview = useEndpointQuery(auditApi.overview, {});
  if (overview.error) {
    return <ErrorNotice error={overview.error} onRetry={() => overview.refetch()} />;
  }
  if (!overview.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return (
    <>
      <div className="audit-head">
        <AuditState overview={overview.data} />
        <AuditReading overview={overview.data} />
      </div>
      <AuditSearch overview={overview.data} onSearch={setWanted} />
      <AuditEvents key={JSON.stringify(wanted)} wanted={wanted} />
    </>
  );
}
