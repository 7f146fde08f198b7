import { Button, Checkbox, Group, NativeSelect, Table, Text, Title } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_CASES } from '../../schemas/api/practice.ts';
import { type PracticeCase, type PracticeList, PracticeStatus } from '../../schemas/practice.ts';
import { useMay } from '../app/session.ts';
import { CaseRow } from './CaseRow.tsx';
import { RecordDialog } from './RecordDialog.tsx';
import { useNames } from './use-names.ts';

type Filter = Readonly<{ status: PracticeStatus | null; kind: string | null }>;

export const caseKey = ({ sheetId, kind }: Pick<PracticeCase, 'sheetId' | 'kind'>): string =>
  `${sheetId} ${kind}`;

const COLUMNS = [
  'kind',
  'day',
  'vaccine',
  'institution',
  'findings',
  'gravity',
  'status',
  'links',
] as const;

/** Each case with where it stands; several are put in one state together. */
export function PracticeCases({ list }: { list: PracticeList }) {
  const { t } = useTranslation();
  const heading = useId();
  const may = useMay('practice.manage');
  const [filter, setFilter] = useState<Filter>({ status: null, kind: null });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [recording, setRecording] = useState(false);
  const shown = list.cases.filter(
    ({ status, kind }) =>
      (filter.status === null || filter.status === status) &&
      (filter.kind === null || filter.kind === kind),
  );
  const chosen = shown.filter((one) => selected.has(caseKey(one)));
  const toggle = (one: PracticeCase) => {
    const key = caseKey(one);
    setSelected(
      new Set(selected.has(key) ? [...selected].filter((own) => own !== key) : [...selected, key]),
    );
  };
  const toggleAll = () =>
    setSelected(new Set(chosen.length === shown.length ? [] : shown.map(caseKey)));
  return (
    <section className="figure-table" aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {t('practice.cases')}
      </Title>
      <Group align="flex-end" my={6}>
        <Filters {...{ list, filter }} onChange={setFilter} />
        {may ? <RecordButton count={chosen.length} onOpen={() => setRecording(true)} /> : null}
      </Group>
      {shown.length === 0 ? <p>{t('practice.noneSuch')}</p> : null}
      <Table withTableBorder verticalSpacing={4} aria-labelledby={heading}>
        <Table.Thead>
          <Table.Tr>
            {may ? (
              <Table.Th>
                <Checkbox
                  aria-label={t('practice.selectAll')}
                  checked={shown.length > 0 && chosen.length === shown.length}
                  indeterminate={chosen.length > 0 && chosen.length < shown.length}
                  onChange={toggleAll}
                />
              </Table.Th>
            ) : null}
            {COLUMNS.map((column) => (
              <Table.Th key={column}>{t(`practice.column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((one) => (
            <CaseRow
              key={caseKey(one)}
              {...{ list, one }}
              isSelected={may ? selected.has(caseKey(one)) : null}
              onToggle={() => toggle(one)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {recording ? (
        <RecordDialog
          cases={chosen}
          onClose={() => setRecording(false)}
          onRecorded={() => setSelected(new Set())}
        />
      ) : null}
    </section>
  );
}

function RecordButton({ count, onOpen }: { count: number; onOpen: () => void }) {
  const { t } = useTranslation();
  const tooMany = count > MAX_CASES;
  return (
    <>
      <Button disabled={count === 0 || tooMany} onClick={onOpen}>
        {count === 0 ? t('practice.record') : t('practice.recordCount', { count })}
      </Button>
      {tooMany ? <Text size="sm">{t('practice.tooMany', { max: MAX_CASES })}</Text> : null}
    </>
  );
}

type FilterProps = { list: PracticeList; filter: Filter; onChange: (filter: Filter) => void };

function Filters({ list, filter, onChange }: FilterProps) {
  const { t } = useTranslation();
  const { kindName } = useNames(list);
  const everything = { value: '', label: t('practice.everything') };
  return (
    <>
      <NativeSelect
        label={t('practice.filterStatus')}
        value={filter.status ?? ''}
        onChange={(event) => {
          const status = PracticeStatus.safeParse(event.currentTarget.value);
          onChange({ ...filter, status: status.success ? status.data : null });
        }}
        data={[
          everything,
          ...PracticeStatus.options.map((value) => ({
            value: value as string,
            label: t(`practice.status.${value}`),
          })),
        ]}
      />
      <NativeSelect
        label={t('practice.filterKind')}
        value={filter.kind ?? ''}
        onChange={(event) => onChange({ ...filter, kind: event.currentTarget.value || null })}
        data={[everything, ...list.kinds.map(({ id }) => ({ value: id, label: kindName(id) }))]}
      />
    </>
  );
}
