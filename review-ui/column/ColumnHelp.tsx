import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { COLUMN_KEYS } from './column-keys.ts';

/** Every key there is, and what a confirmation by column means. */
export function ColumnHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} size="lg" title={t('keyHelp.title')}>
      <p>{t('column.explanation')}</p>
      <p>{t('column.whoApproves')}</p>
      <Table verticalSpacing={2}>
        <Table.Tbody>
          {COLUMN_KEYS.map(({ cap, command }) => (
            <Table.Tr key={cap}>
              <Table.Td>
                <kbd>{cap}</kbd>
              </Table.Td>
              <Table.Td>{t(`column.command.${command}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
