import { useTranslation } from 'react-i18next';
import { AGE_BANDS, type BacklogView } from '../../schemas/api/backlog.ts';
import { FigureTable } from '../components/FigureTable.tsx';
import { SheetStateTag } from '../components/SheetStateTag.tsx';

/** Every sheet once: how many stand where, and how long ago they came. */
export function StateTable({ view }: { view: BacklogView }) {
  const { t } = useTranslation();
  const { sheets, open } = view;
  return (
    <FigureTable
      name="states"
      title={t('backlog.states.title')}
      explanation={t('backlog.states.explanation', { sheets, open })}
      empty={t('backlog.empty.title')}
      rows={view.byState.filter((row) => row.byAge !== null || row.sheets > 0)}
      rowKey={({ state }) => state}
      columns={[
        {
          label: t('batch.state'),
          figure: ({ state }) => t(`sheetState.${state}`),
          show: ({ state }) => <SheetStateTag state={state} />,
        },
        { label: t('backlog.states.sheets'), figure: (row) => row.sheets, bar: 'largest' },
        ...AGE_BANDS.map((band) => ({
          label: t(`backlog.age.${band}`),
          figure: ({ byAge }: BacklogView['byState'][number]) =>
            byAge === null ? null : byAge[band],
        })),
      ]}
    />
  );
}
