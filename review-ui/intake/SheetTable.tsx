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
import { type AnyErrorCode, errorCodeOf } from '../api/api-error.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { TwinLink } from '../components/SheetPlaceLink.tsx';
import { SheetStateTag } from '../components/SheetStateTag.tsx';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { SheetActDialog, SheetActs, type SheetAsked } from './SheetActs.tsx';
import { useFormNames } from './use-form-names.ts';

type Props = {
  batch: BatchView;
  originals: readonly OriginalView[];
  /** What the page has said already, once for all of its parts. */
  said: AnyErrorCode | null;
};

/** The sheets of a batch and where each one stands. What the machine set aside, a person can bring back. */
export function SheetTable({ batch, originals, said }: Props) {
  const { t } = useTranslation();
  const [state, setState] = useState<SheetState>();
  const [offset, setOffset] = useState(0);
  const [asked, setAsked] = useState<SheetAsked | null>(null);
  const { batchId } = batch;
  const sheets = useEndpointQuery(
    intakeApi.sheets,
    { query: { batchId, offset, ...(state === undefined ? {} : { state }) } },
    { pollMs: TOLD_MS },
  );
  const fileNames = new Map(originals.map((file) => [file.originalId, file.fileName]));
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
      {sheets.error && errorCodeOf(sheets.error) !== said ? (
        <ErrorNotice error={sheets.error} onRetry={() => sheets.refetch()} />
      ) : null}
      {sheets.data?.items.length === 0 ? <Text size="sm">{t('sheets.empty')}</Text> : null}
      {sheets.data && sheets.data.items.length > 0 ? (
        <SheetRows fileNames={fileNames} sheets={sheets.data.items} onAsk={setAsked} />
      ) : null}
      <Pages
        total={sheets.data?.total ?? 0}
        shown={sheets.data?.items.length ?? 0}
        offset={offset}
        onOffset={setOffset}
      />
      {asked ? (
        <SheetActDialog
          {...asked}
          caption={`${fileNames.get(asked.sheet.originalId) ?? ''} ${t('sheets.pageNumber', { page: asked.sheet.pageNumber })}`}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </section>
  );
}

type RowsProps = {
  sheets: readonly SheetView[];
  fileNames: ReadonlyMap<string, string>;
  onAsk: (asked: SheetAsked) => void;
};

function SheetRows({ sheets, fileNames, onAsk }: RowsProps) {
  const { t } = useTranslation();
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
              <SheetStoryLink sheetId={sheet.sheetId} />
            </Table.Td>
            <FormCell template={sheet.template} />
            <Table.Td>
              <SheetStateTag state={sheet.state} />
              {sheet.coverProblem === null ? null : (
                <Text size="xs">{t(`coverProblem.${sheet.coverProblem}`)}</Text>
              )}
              <TwinLink sheet={sheet} />
              {sheet.byHand === null ? null : (
                <Text size="xs">{t(`sheets.byHand.${sheet.byHand}`)}</Text>
              )}
            </Table.Td>
            <Table.Td>
              <InstantText iso={sheet.updatedAt} />
            </Table.Td>
            <Table.Td ta="right" className="break">
              <SheetActs sheet={sheet} onAsk={onAsk} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A long name gives way to what can be done with the page. */
function FormCell({ template }: { template: string | null }) {
  const formName = useFormNames();
  const name = isForm(template) ? formName(template) : '—';
  return (
    <Table.Td className="form-name" title={name}>
      {name}
    </Table.Td>
  );
}

/** Backs, covers and strangers are told by their state. */
const isForm = (template: string | null): template is string =>
  template !== null && !['blank', 'cover', 'other'].includes(template);
