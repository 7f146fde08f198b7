import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { StatusTag } from '../components/StatusTag.tsx';

type Props = {
  entries: readonly LedgerEntryView[];
  chosen: string | undefined;
  onChoose: (entryId: string) => void;
};

export function EntryTable({ entries, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <Table withTableBorder highlightOnHover verticalSpacing={4} aria-label={t('ledger.entries')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th ta="right">{t('entry.leafIndex')}</Table.Th>
          <Table.Th>{t('entry.kind')}</Table.Th>
          <Table.Th>{t('entry.person')}</Table.Th>
          <Table.Th>{t('entry.vaccinationDate')}</Table.Th>
          <Table.Th>{t('entry.product')}</Table.Th>
          <Table.Th>{t('entry.committedAt')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.entryId} data-chosen={entry.entryId === chosen || undefined}>
            <Table.Td ta="right">{entry.leafIndex}</Table.Td>
            <Table.Td>
              <EntryKind entry={entry} />
            </Table.Td>
            <Table.Td>
              <button
                type="button"
                className="link-button"
                aria-pressed={entry.entryId === chosen}
                onClick={() => onChoose(entry.entryId)}
              >
                {entry.record.name ?? t('entry.noName')}
              </button>{' '}
              <small>{entry.record.residentId ?? t('entry.noResident')}</small>{' '}
              <ReplyMark isMarked={entry.noAutomaticReply} />
            </Table.Td>
            <Table.Td>
              {entry.record.vaccinationDate === null ? (
                '—'
              ) : (
                <DateText iso={entry.record.vaccinationDate} />
              )}
            </Table.Td>
            <Table.Td>
              {entry.record.productName ?? '—'} {entry.record.lotNumber ?? ''}
            </Table.Td>
            <Table.Td>
              <InstantText iso={entry.committedAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** 自動応答不可: whoever hands anything on about this person sees it first. */
export function ReplyMark({ isMarked }: { isMarked: boolean }) {
  const { t } = useTranslation();
  return isMarked ? <StatusTag tone="attention">{t('entry.noAutomaticReply')}</StatusTag> : null;
}

export function EntryKind({ entry }: { entry: LedgerEntryView }) {
  const { t } = useTranslation();
  if (entry.supersededBy !== null) {
    return (
      <StatusTag tone="quiet">
        {t('entry.superseded', { kind: t(`entryKind.${entry.kind}`) })}
      </StatusTag>
    );
  }
  const tone = entry.kind === 'voided' ? 'bad' : entry.kind === 'corrected' ? 'attention' : 'good';
  return <StatusTag tone={tone}>{t(`entryKind.${entry.kind}`)}</StatusTag>;
}
