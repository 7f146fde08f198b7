import { Loader, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type CopyDifferenceView, copiesApi } from '../../schemas/api/copies.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { InFile, InWords } from '../exports/ComparedCell.tsx';

type Props = { reconciliationId: string; item: CopyDifferenceView; onClose: () => void };

/** Of what differs, no more than that. Asked for once for every opening, and kept nowhere: each look is in the log. */
export function ValuesDialog({ reconciliationId, item, onClose }: Props) {
  const { t } = useTranslation();
  const { differenceId, entryId } = item;
  const values = useEndpointMutation(copiesApi.values, () => undefined);
  const { mutate } = values;
  useEffect(() => {
    mutate({ params: { reconciliationId, differenceId } });
  }, [mutate, reconciliationId, differenceId]);
  return (
    <Dialog size="xl" onClose={onClose} title={t('copies.valuesTitle')}>
      <Text size="xs" mb="xs" data-autofocus tabIndex={-1}>
        {t('copies.valuesLogged')}
      </Text>
      {values.error ? <ErrorNotice error={values.error} /> : null}
      {values.isPending ? <Loader aria-label={t('common.loading')} /> : null}
      {values.data ? (
        <Table verticalSpacing={2} aria-label={t('copies.valuesTitle')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('copies.filter.column')}</Table.Th>
              <Table.Th>{t('copies.copy')}</Table.Th>
              <Table.Th>{t('copies.ledger')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {values.data.cells.map((cell) => (
              <Table.Tr key={cell.column}>
                <Table.Th scope="row">{cell.column}</Table.Th>
                <Table.Td>
                  <InFile cell={cell} />
                </Table.Td>
                <Table.Td>
                  <InWords item={cell.item} value={cell.ledger} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {entryId === null ? null : (
        <Link to="/ledger" search={{ entry: entryId }}>
          {t('copies.openEntry')}
        </Link>
      )}
    </Dialog>
  );
}
