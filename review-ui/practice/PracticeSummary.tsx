import { Table, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { countsOf, isCounted, isOf, vaccinesIn } from '../../rules/practice-list.ts';
import type { PracticeCase, PracticeList } from '../../schemas/practice.ts';
import { useNames } from './use-names.ts';

/** Every kind in the order of the report, none too; under each the vaccines it happened with. */
export function PracticeSummary({ list }: { list: PracticeList }) {
  const { t } = useTranslation();
  const heading = useId();
  const { kindName, vaccineWords } = useNames(list);
  const columns = vaccinesIn(list.cases);
  return (
    <section className="figure-table" aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {t('practice.summary')}
      </Title>
      <Table withTableBorder verticalSpacing={2} aria-labelledby={heading} maw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('practice.kind')}</Table.Th>
            <Table.Th ta="right">{t('practice.gravity.minor')}</Table.Th>
            <Table.Th ta="right">{t('practice.gravity.serious')}</Table.Th>
            <Table.Th ta="right">{t('practice.all')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.kinds.flatMap(({ id }) => {
            const own = list.cases.filter(({ kind }) => kind === id);
            const used = columns.filter((column) =>
              own.some((one) => isOf(column, one) && isCounted(one)),
            );
            return [
              <CountRow key={id} name={kindName(id)} cases={own} />,
              ...used.map((column) => (
                <CountRow
                  key={`${id} ${column.key}`}
                  name={vaccineWords(column)}
                  cases={own.filter((one) => isOf(column, one))}
                  isPart
                />
              )),
            ];
          })}
          <CountRow name={t('practice.sum')} cases={list.cases} isSum />
        </Table.Tbody>
      </Table>
    </section>
  );
}

type RowProps = {
  name: string;
  cases: readonly PracticeCase[];
  isPart?: boolean;
  isSum?: boolean;
};

function CountRow({ name, cases, isPart = false, isSum = false }: RowProps) {
  const { minor, serious } = countsOf(cases);
  return (
    <Table.Tr fw={isSum ? 600 : 400}>
      <Table.Td pl={isPart ? 36 : 10}>{name}</Table.Td>
      <Table.Td ta="right">{minor}</Table.Td>
      <Table.Td ta="right">{serious}</Table.Td>
      <Table.Td ta="right">{minor + serious}</Table.Td>
    </Table.Tr>
  );
}
