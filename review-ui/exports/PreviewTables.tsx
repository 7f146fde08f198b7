import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EntryProblem, EntrySubstitution, ExportPreview } from '../../schemas/api/exports.ts';

/** Each entry that cannot stand in the file, with the item and the reason; the number leads to it. */
export function ProblemTable({ preview }: { preview: ExportPreview }) {
  const { t } = useTranslation();
  const { problems, problemEntries } = preview;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('exports.ask.problems', { count: problemEntries })}
      </Text>
      <Text size="sm">{t('exports.ask.problemsNext')}</Text>
      <Table verticalSpacing={3} aria-label={t('exports.ask.problemTable')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('exports.ask.entry')}</Table.Th>
            <Table.Th>{t('exports.ask.column')}</Table.Th>
            <Table.Th>{t('exports.ask.problem')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.map((each) => (
            <Table.Tr key={problemKey(each)}>
              <Table.Td>
                <Link to="/ledger" search={{ entry: each.entryId }} target="_blank">
                  {each.entryNumber}
                </Link>
              </Table.Td>
              <Table.Td>{each.column ?? '—'}</Table.Td>
              <Table.Td>
                {t(`exports.problem.${each.problem}`)} {each.characters ?? ''}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {problems.length >= TOLD ? <Text size="xs">{t('exports.ask.more')}</Text> : null}
    </div>
  );
}

/** So many the server tells one by one. */
const TOLD = 200;
const problemKey = ({ entryId, column, problem }: EntryProblem) =>
  [entryId, column, problem].join('|');

/** What stands in the file for characters it cannot have. */
export function SubstitutionTable({ preview }: { preview: ExportPreview }) {
  const { t } = useTranslation();
  const { substituted, substitutions } = preview;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('exports.ask.substituted', { count: substituted })}
      </Text>
      <Table verticalSpacing={3} aria-label={t('exports.ask.substitutions')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('exports.ask.entry')}</Table.Th>
            <Table.Th>{t('exports.ask.column')}</Table.Th>
            <Table.Th>{t('exports.ask.character')}</Table.Th>
            <Table.Th>{t('exports.ask.instead')}</Table.Th>
            <Table.Th>{t('exports.ask.why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...counted(substitutions)].map(([key, { each, times }]) => (
            <Table.Tr key={key}>
              <Table.Td>{each.entryNumber}</Table.Td>
              <Table.Td>{each.column}</Table.Td>
              <Table.Td>
                {each.character} {times > 1 ? `×${times}` : ''}
              </Table.Td>
              <Table.Td>{each.instead}</Table.Td>
              <Table.Td>{each.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {substitutions.length >= TOLD ? <Text size="xs">{t('exports.ask.more')}</Text> : null}
    </div>
  );
}

/** One line for a character that stands in a cell several times. */
function counted(substitutions: readonly EntrySubstitution[]) {
  const found = new Map<string, { each: EntrySubstitution; times: number }>();
  for (const each of substitutions) {
    const key = [each.entryNumber, each.column, each.character].join('|');
    found.set(key, { each, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return found;
}
