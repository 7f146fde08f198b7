import { Button, Group, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { dayInJapan } from '../../rules/calendar.ts';
import { FigureBar } from './FigureBar.tsx';
import { ScrollRegion } from './ScrollRegion.tsx';
import { downloadCsv } from './table-csv.ts';

export type FigureColumn<Row> = Readonly<{
  label: string;
  /** What the file says, and the cell too unless `show` says it better. */
  figure: (row: Row) => string | number | null;
  show?: (row: Row) => ReactNode;
  /** Share of the bar that is filled, 0 to 1; `largest`: of the largest in the column. */
  bar?: 'largest' | ((row: Row) => number);
}>;

type Props<Row> = {
  /** Part of the file's name. */
  name: string;
  title: string;
  explanation?: ReactNode;
  columns: ReadonlyArray<FigureColumn<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty: string;
  /** What can be done with a row; not in the file. */
  acts?: { label: string; of: (row: Row) => ReactNode };
};

/** A question, the figures that answer it with bars beside them, and the same figures as a file. */
export function FigureTable<Row>(props: Props<Row>) {
  const { title, explanation, rows, empty } = props;
  const headingId = useId();
  return (
    <section className="figure-table" aria-labelledby={headingId}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={2} size="h5" id={headingId}>
          {title}
        </Title>
        <CsvButton {...props} headingId={headingId} />
      </Group>
      {explanation ? (
        <Text size="xs" component="div">
          {explanation}
        </Text>
      ) : null}
      {rows.length === 0 ? (
        <Text size="sm" py="sm">
          {empty}
        </Text>
      ) : (
        <ScrollRegion className="figure-scroll" label={{ headingId }}>
          <Figures {...props} />
        </ScrollRegion>
      )}
    </section>
  );
}

function Figures<Row>({ columns, rows, rowKey, acts }: Props<Row>) {
  const [first, ...others] = columns;
  if (first === undefined) return null;
  return (
    <Table verticalSpacing={3} horizontalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column.label} ta={isNumeric(column, rows) ? 'right' : undefined}>
              {column.label}
            </Table.Th>
          ))}
          {acts ? (
            <Table.Th>
              <span className="sr-only">{acts.label}</span>
            </Table.Th>
          ) : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)}>
            <Table.Th scope="row">{shown(first, row)}</Table.Th>
            {others.map((column) => (
              <Table.Td
                key={column.label}
                ta={isNumeric(column, rows) ? 'right' : undefined}
                className={column.bar ? 'figure-with-bar' : undefined}
              >
                {shown(column, row)}
                {column.bar ? <FigureBar share={shareOf(column, row, rows)} /> : null}
              </Table.Td>
            ))}
            {acts ? <Table.Td ta="right">{acts.of(row)}</Table.Td> : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function CsvButton<Row>(props: Props<Row> & { headingId: string }) {
  const { t } = useTranslation();
  const { columns, rows, name, headingId } = props;
  const download = () =>
    void downloadCsv(`yoshin-${name}-${dayInJapan(new Date())}.csv`, [
      columns.map(({ label }) => label),
      ...rows.map((row) => columns.map(({ figure }) => figure(row))),
    ]);
  const id = `${headingId}-csv`;
  return (
    <Button
      id={id}
      size="compact-xs"
      variant="default"
      flex="none"
      disabled={rows.length === 0}
      onClick={download}
      aria-labelledby={`${id} ${headingId}`}
    >
      {t('backlog.csv')}
    </Button>
  );
}

function shown<Row>({ figure, show }: FigureColumn<Row>, row: Row): ReactNode {
  if (show) return show(row);
  const value = figure(row);
  if (value === null) return '—';
  return typeof value === 'number' ? value.toLocaleString('ja-JP') : value;
}

const isNumeric = <Row,>({ figure }: FigureColumn<Row>, rows: readonly Row[]): boolean =>
  rows.some((row) => typeof figure(row) === 'number');

function shareOf<Row>(column: FigureColumn<Row>, row: Row, rows: readonly Row[]): number {
  const { bar, figure } = column;
  if (typeof bar === 'function') return bar(row);
  const largest = Math.max(...rows.map((each) => Number(figure(each) ?? 0)));
  return largest === 0 ? 0 : Number(figure(row) ?? 0) / largest;
}
