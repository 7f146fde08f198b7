import { Checkbox, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SampledLine } from '../../schemas/api/exports.ts';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { InFile, InWords } from './ComparedCell.tsx';

type LineProps = { line: SampledLine; agrees: boolean; onMark: (agrees: boolean) => void };

/** One line of the file beside the ledger. */
export function LineToCheck({ line: { line, sheetIds, cells }, agrees, onMark }: LineProps) {
  const { t } = useTranslation();
  const name = t('exports.check.line', { line });
  // What neither has anything to say of is no help to who compares.
  const said = cells.filter(({ file, ledger }) => file !== null || ledger !== null);
  return (
    <section className="export-line" aria-label={name}>
      <Group justify="space-between">
        <Text fw={600}>
          {name}{' '}
          {sheetIds.map((sheetId) => (
            <SheetStoryLink key={sheetId} sheetId={sheetId} target="_blank" />
          ))}
        </Text>
        <Checkbox
          label={t('exports.check.agrees')}
          aria-label={`${name} ${t('exports.check.agrees')}`}
          checked={agrees}
          onChange={(event) => onMark(event.currentTarget.checked)}
        />
      </Group>
      <Table verticalSpacing={2} aria-label={name}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="24%">{t('exports.ask.column')}</Table.Th>
            <Table.Th w="38%">{t('exports.check.file')}</Table.Th>
            <Table.Th w="38%">{t('exports.check.ledger')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {said.map((cell) => (
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
    </section>
  );
}
