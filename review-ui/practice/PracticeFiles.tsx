import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import { countsOf } from '../../rules/practice-list.ts';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { practiceApi } from '../../schemas/api/practice.ts';
import type { PracticeList } from '../../schemas/practice.ts';
import { FileLinks } from '../components/FileLinks.tsx';
import { StatusTag } from '../components/StatusTag.tsx';

/** How many, until when, and the files; made anew each time, of what the ledger says then. */
export function PracticeFiles({ list }: { list: PracticeList }) {
  const { t, i18n } = useTranslation();
  const { fiscalYear, cases, due, treeSize, rootHash } = list;
  const { minor, serious } = countsOf(cases);
  const left = cases.filter(({ status }) => status === 'open' || status === 'looked_into').length;
  const overdue = cases.filter(({ isOverdue }) => isOverdue).length;
  const params = { fiscalYear };
  return (
    <Group justify="space-between" mt="sm">
      <div>
        <Text fw={600} component="div">
          {t('practice.total', { count: minor + serious, minor, serious })}{' '}
          {left > 0 ? (
            <StatusTag tone="attention">{t('practice.left', { count: left })}</StatusTag>
          ) : null}{' '}
          {overdue > 0 ? (
            <StatusTag tone="bad">{t('practice.overdue', { count: overdue })}</StatusTag>
          ) : null}
        </Text>
        <Text size="sm">
          {t('practice.due', { day: i18n.language === 'ja' ? warekiOf(due) : due })}
        </Text>
        <Text size="xs">
          {t('practice.asOf', { size: treeSize, hash: rootHash?.slice(0, 16) ?? '—' })}
        </Text>
      </div>
      <FileLinks
        pdf={urlOf(practiceApi.pdf, params)}
        csvIn={(encoding) => urlOf(practiceApi.csv, params, { encoding })}
      />
    </Group>
  );
}
