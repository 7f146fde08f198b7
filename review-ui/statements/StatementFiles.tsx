import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { type Statement, statementApi } from '../../schemas/api/statement.ts';
import { FileLinks } from '../components/FileLinks.tsx';

/** The sum, and the files for the payment office; made anew each time, of what the ledger says then. */
export function StatementFiles({ statement }: { statement: Statement }) {
  const { t } = useTranslation();
  const { month, count, amountYen, treeSize, rootHash, clinics } = statement;
  const provisional = clinics.filter(({ isWhole }) => !isWhole).length;
  return (
    <Group justify="space-between" my="sm">
      <div>
        <Text fw={600}>
          {t('statement.total', { count, yen: amountYen.toLocaleString('ja-JP') })}
        </Text>
        <Text size="xs">
          {t('statement.asOf', { size: treeSize, hash: rootHash?.slice(0, 16) ?? '—' })}
        </Text>
        {provisional > 0 ? (
          <Text size="sm" role="status">
            {t('statement.provisional', { count: provisional })}
          </Text>
        ) : null}
      </div>
      <FileLinks
        pdf={urlOf(statementApi.pdf, { month })}
        csvIn={(encoding) => urlOf(statementApi.csv, { month }, { encoding })}
      />
    </Group>
  );
}
