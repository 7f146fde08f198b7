import { Group, NativeSelect, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type BatchView,
  intakeApi,
  type OriginalView,
  type SheetView,
} from '../../schemas/api/intake.ts';
import { SheetState } from '../../schemas/sheet-state.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { SheetStateTag } from '../components/SheetStateTag.tsx';
import { SheetActDialog, SheetActs, type SheetAsked } from './SheetActs.tsx';

type Props = { batch: BatchView; originals: readonly OriginalView[] };

/** The sheets of a batch and where each one stands. What the machine set aside, a person can bring back. */
export function SheetTable({ batch, originals }: Props) {
  const { t } = useTranslation();
  const [state, setState] = useState<SheetState>();
  const [offset, setOffset] = useState(0);
  const [asked, setAsked] = useState<SheetAsked | null>(null);
  const { batchId } = batch;
  const sheets = useEndpointQuery(
    intakeApi.sheets,
    { query: { batchId, offset, ...(state === undefined ? {} : { state }) } },
    { pollMs: 3_000 },
  );
  const present = SheetState.options.filter((one) => (batch.sheetsByState[one] ?? 0) > 0);
  return (
    <section>
      <Group justify="space-between" mt="md" mb={4}>
        <Title order={2} size="h5">
          {t('sheets.title', { count: sheets.data?.total ?? batch.pages })}
        </Title>
        <NativeSelect
          size="xs"
          aria-label={t('sheets.filter')}
          value={state ?? ''}
          data={[
            { value: '', label: t('sheets.all') },
            ...present.map((value) => ({
              value,
              label: `${t(`sheetState.${value}`)} (${batch.sheetsByState[value] ?? 0})`,
            })),
          ]}
          onChange={(event) => {
            setState(SheetState.safeParse(event.currentTarget.value).data);
            setOffset(0);
          }}
        />
      </Group>
      {sheets.error ? <ErrorNotice error={sheets.error} onRetry={() => sheets.refetch()} /> : null}
      {sheets.data?.items.length === 0 ? <Text size="sm">{t('sheets.empty')}</Text> : null}
      {sheets.data && sheets.data.items.length > 0 ? (
        <SheetRows originals={originals} sheets={sheets.data.items} onAsk={setAsked} />
      ) : null}
      <Pages
        total={sheets.data?.total ?? 0}
        shown={sheets.data?.items.length ?? 0}
        offset={offset}
        onOffset={setOffset}
      />
      {asked ? <SheetActDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}

type RowsProps = {
  sheets: readonly SheetView[];
  originals: readonly OriginalView[];
  onAsk: (asked: SheetAsked) => void;
};

function SheetRows({ sheets, originals, onAsk }: RowsProps) {
  const { t } = useTranslation();
  const fileNames = new Map(originals.map((file) => [file.originalId, file.fileName]));
  return (
    <Table withTableBorder verticalSpacing={3}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('sheets.page')}</Table.Th>
          <Table.Th>{t('sheets.template')}</Table.Th>
          <Table.Th>{t('batch.state')}</Table.Th>
          <Table.Th>{t('sheets.updatedAt')}</Table.Th>
          <Table.Th>
            <span className="sr-only">{t('sheets.acts')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sheets.map((sheet) => (
          <Table.Tr key={sheet.sheetId}>
            <Table.Td>
              {fileNames.get(sheet.originalId) ?? ''}{' '}
              {t('sheets.pageNumber', { page: sheet.pageNumber })}{' '}
              <code className="short-id" title={sheet.sheetId}>
                {sheet.sheetId.slice(-8)}
              </code>
            </Table.Td>
            <Table.Td>{sheet.template ?? '—'}</Table.Td>
            <Table.Td>
              <SheetStateTag state={sheet.state} />
              {sheet.coverProblem === null ? null : (
                <Text size="xs">{t(`coverProblem.${sheet.coverProblem}`)}</Text>
              )}
            </Table.Td>
            <Table.Td>
              <InstantText iso={sheet.updatedAt} />
            </Table.Td>
            <Table.Td ta="right">
              <SheetActs sheet={sheet} onAsk={onAsk} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
