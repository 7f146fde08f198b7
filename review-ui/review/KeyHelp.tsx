import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { SAME_DAY_KEY } from './field-answer.ts';
import { BINDINGS, keyCap } from './review-keys.ts';

/** Every key there is. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const rows = [
    ...BINDINGS.map(({ keys, command }) => ({
      keys: keyCap(keys),
      label: t(`command.${command}`),
    })),
    { keys: '1 2 3 …', label: t('keyHelp.choices') },
    { keys: '0', label: t('keyHelp.unmarked') },
    { keys: 'B', label: t('keyHelp.both') },
    { keys: SAME_DAY_KEY, label: t('keyHelp.sameDay') },
    { keys: '?', label: t('command.help') },
  ];
  return (
    <Dialog onClose={onClose} size="lg" title={t('keyHelp.title')}>
      <p>{t('keyHelp.explanation')}</p>
      <div className="key-help">
        <Table verticalSpacing={2}>
          <Table.Tbody>
            {rows.map(({ keys, label }) => (
              <Table.Tr key={keys}>
                <Table.Td>
                  <kbd>{keys}</kbd>
                </Table.Td>
                <Table.Td>{label}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Dialog>
  );
}
