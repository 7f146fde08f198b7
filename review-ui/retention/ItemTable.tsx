import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisposalItem } from '../../schemas/api/retention.ts';
import { DateText } from '../components/DateText.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';

type Props = {
  title: string;
  rows: readonly DisposalItem[];
  acts?: { label: string; of: (row: DisposalItem) => ReactNode };
};

/** What is on a list, by what can be told of it without telling whose it is. */
export function ItemTable({ title, rows, acts }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  return (
    <FigureTable
      name="disposal-items"
      title={title}
      empty={t('retention.items.none')}
      rows={rows}
      rowKey={({ kind, itemId }) => `${kind} ${itemId}`}
      columns={[
        {
          label: t('retention.items.item'),
          figure: ({ itemId }) => itemId,
          show: (item) => <Item item={item} />,
        },
        { label: t('retention.items.entry'), figure: ({ entryNumber }) => entryNumber },
        {
          label: t('retention.items.day'),
          figure: ({ vaccinationDate }) => vaccinationDate,
          show: ({ vaccinationDate: day }) => (day === null ? '—' : <DateText iso={day} />),
        },
        {
          label: t('retention.items.dueOn'),
          figure: ({ dueOn }) => dueOn,
          show: ({ dueOn }) => <DateText iso={dueOn} />,
        },
        { label: t('retention.items.quantity'), figure: ({ quantity }) => quantity },
        {
          label: t('retention.items.outcome'),
          figure: ({ outcome, leftOut }) =>
            leftOut === null
              ? t(`retention.outcome.${outcome}`)
              : t('retention.items.leftOut', { reason: leftOut }),
        },
      ]}
      {...(acts && { acts })}
    />
  );
}

function Item({ item: { kind, itemId, outcome } }: { item: DisposalItem }) {
  const { t } = useTranslation(['translation', 'retention']);
  if (kind === 'record' || kind === 'sheet') return <SheetStoryLink sheetId={itemId} />;
  const isForgotten = outcome === 'erased' && (kind === 'register' || kind === 'earlier_dose');
  return <span>{isForgotten ? t('retention.items.forgotten') : itemId}</span>;
}
