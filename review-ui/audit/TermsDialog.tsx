import { Loader, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type AuditEventView, auditApi } from '../../schemas/api/audit.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { useAuditWords } from './use-audit-words.ts';

type Props = { event: AuditEventView; onClose: () => void };

/** What somebody keyed to find a person, and whom they were shown. */
export function TermsDialog({ event, onClose }: Props) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const { auditEventId, sequence } = event;
  const found = useEndpointQuery(auditApi.terms, { params: { auditEventId } });
  const terms = found.data?.terms;
  return (
    <Dialog onClose={onClose} title={t('auditLog.terms.for', { sequence })}>
      <Text size="xs">{t('auditLog.terms.means')}</Text>
      {found.error ? <ErrorNotice error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Loader aria-label={t('common.loading')} /> : null}
      {terms?.length === 0 ? <Text size="sm">{t('auditLog.terms.none')}</Text> : null}
      <Table>
        <Table.Tbody>
          {terms?.map(({ kind, words: keyed }) => (
            <Table.Tr key={`${kind} ${keyed}`}>
              <Table.Th scope="row">{words.term(kind)}</Table.Th>
              <Table.Td>{keyed ?? t('auditLog.terms.unreadable')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
