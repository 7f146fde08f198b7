import { Checkbox, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SampledLine } from '../../schemas/api/exports.ts';
import type { ExportItem } from '../../schemas/export-profile.ts';
import { RecordItemValue } from '../components/RecordItemValue.tsx';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { useProgrammeName } from './use-programme-name.ts';

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

type Cell = SampledLine['cells'][number];

/** As it stands in the file, and what that stands for where it is a code. */
function InFile({ cell: { item, file, means } }: { cell: Cell }) {
  const { t } = useTranslation();
  if (file === null) return t('exports.check.empty');
  if (means === null || means === file) return file;
  return (
    <>
      {file}{' '}
      <small>
        (<InWords item={item} value={means} />)
      </small>
    </>
  );
}

/** As the ledger page has it. */
function InWords({ item, value }: { item: ExportItem | null; value: string | null }) {
  const { t } = useTranslation();
  const programmeName = useProgrammeName();
  if (value === null) return t('exports.check.empty');
  if (item === null) return value;
  if (item === 'programme') return programmeName(value);
  return <RecordItemValue item={item} value={value} />;
}
