import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterRow } from '../../schemas/master-kinds.ts';
import { MasterValueText } from './MasterValueText.tsx';
import { LISTED, rowKey } from './masters-views.ts';
import { useFieldLabel } from './use-field-label.ts';

type Props = {
  master: ShownMaster;
  items: readonly MasterRow[];
  chosen: string | null;
  onChoose: (key: string) => void;
};

/** The first column opens the row. */
export function MasterTable({ master, items, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const labelOf = useFieldLabel(master);
  const { fields }: Master = MASTERS[master];
  const [first, ...others] = LISTED[master];
  const aligned = (field: string) => (fields[field] === 'yen' ? 'right' : undefined);
  return (
    <Table
      withTableBorder
      highlightOnHover
      verticalSpacing={4}
      aria-label={t(`masters.view.${master}`)}
    >
      <Table.Thead>
        <Table.Tr>
          {LISTED[master].map((field) => (
            <Table.Th key={field} ta={aligned(field)}>
              {labelOf(field)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((row) => {
          const key = rowKey(master, row);
          return (
            <Table.Tr key={key} data-chosen={key === chosen || undefined}>
              <Table.Td>
                <button
                  type="button"
                  className="link-button"
                  aria-pressed={key === chosen}
                  onClick={() => onChoose(key)}
                >
                  {String(first === undefined ? '' : row[first])}
                </button>
              </Table.Td>
              {others.map((field) => (
                <Table.Td key={field} ta={aligned(field)}>
                  <MasterValueText master={master} field={field} value={row[field]} />
                </Table.Td>
              ))}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
