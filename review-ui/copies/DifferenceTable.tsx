import { Button, Checkbox, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CopyDifferenceView, ReconciliationView } from '../../schemas/api/copies.ts';
import type { CopyDifferenceState } from '../../schemas/copies.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { ScrollRegion } from '../components/ScrollRegion.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';
import { ValuesDialog } from './ValuesDialog.tsx';

const TONES: Readonly<Record<CopyDifferenceState, Tone>> = {
  open: 'attention',
  next_transfer: 'busy',
  mend_copy: 'busy',
  mend_ledger: 'busy',
  accepted: 'quiet',
};

type Props = {
  view: ReconciliationView;
  items: readonly CopyDifferenceView[];
  /** `null`: nothing can be chosen. */
  chosen: ReadonlySet<string> | null;
  onChoose: (chosen: ReadonlySet<string>) => void;
};

export function DifferenceTable({ view, items, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState<CopyDifferenceView | null>(null);
  const mayLook = useMay('copies.manage') && view.erasedAt === null;
  const ids = items.map(({ differenceId }) => differenceId);
  return (
    <ScrollRegion className="figure-scroll" label={t('copies.list')}>
      <Table withTableBorder highlightOnHover verticalSpacing={4} aria-label={t('copies.list')}>
        <Table.Thead>
          <Table.Tr>
            {chosen === null ? null : (
              <Table.Th>
                <Checkbox
                  aria-label={t('copies.chooseAll')}
                  checked={ids.every((id) => chosen.has(id))}
                  onChange={(event) => onChoose(new Set(event.currentTarget.checked ? ids : []))}
                />
              </Table.Th>
            )}
            <Table.Th>{t('copies.record')}</Table.Th>
            <Table.Th>{t('copies.filter.kind')}</Table.Th>
            <Table.Th>{t('copies.columns')}</Table.Th>
            <Table.Th>{t('copies.before')}</Table.Th>
            <Table.Th>{t('copies.filter.state')}</Table.Th>
            <Table.Th>{t('copies.values')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Row
              key={item.differenceId}
              item={item}
              isChosen={chosen === null ? null : chosen.has(item.differenceId)}
              onChoose={(isChosen) => {
                const others = [...(chosen ?? [])].filter((id) => id !== item.differenceId);
                onChoose(new Set(isChosen ? [...others, item.differenceId] : others));
              }}
              onLook={mayLook && !item.isGone ? () => setLooking(item) : null}
            />
          ))}
        </Table.Tbody>
      </Table>
      {looking === null ? null : (
        <ValuesDialog
          reconciliationId={view.reconciliationId}
          item={looking}
          onClose={() => setLooking(null)}
        />
      )}
    </ScrollRegion>
  );
}

type RowProps = {
  item: CopyDifferenceView;
  isChosen: boolean | null;
  onChoose: (isChosen: boolean) => void;
  onLook: (() => void) | null;
};

function Row({ item, isChosen, onChoose, onLook }: RowProps) {
  const { t } = useTranslation();
  const { entryNumber, copyLine, kind, columns, before, state, stateBy, stateAt } = item;
  const name = [
    entryNumber === null ? null : t('copies.entry', { number: entryNumber }),
    copyLine === null ? null : t('copies.line', { line: copyLine }),
  ]
    .filter((part) => part !== null)
    .join(' / ');
  return (
    <Table.Tr>
      {isChosen === null ? null : (
        <Table.Td>
          <Checkbox
            aria-label={t('copies.choose_', { name })}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </Table.Td>
      )}
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{t(`copies.kind.${kind}`)}</Table.Td>
      <Table.Td>{columns.length === 0 ? '—' : columns.join('、')}</Table.Td>
      <Table.Td>
        {before === null
          ? t('copies.first')
          : t('copies.again', { state: t(`copies.state.${before}`) })}
      </Table.Td>
      <Table.Td>
        <StatusTag tone={TONES[state]}>{t(`copies.state.${state}`)}</StatusTag>{' '}
        {stateBy === null || stateAt === null ? null : (
          <small>
            {stateBy} <InstantText iso={stateAt} />
          </small>
        )}
      </Table.Td>
      <Table.Td>
        {onLook === null ? (
          '—'
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('copies.valuesOf', { name })}
            onClick={onLook}
          >
            {t('copies.values')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
