import { useTranslation } from 'react-i18next';
import type { BacklogView, ClinicFigures } from '../../schemas/api/backlog.ts';
import { InstantText } from '../components/DateText.tsx';
import { type FigureColumn, FigureTable } from '../components/FigureTable.tsx';

type Open = Omit<ClinicFigures, 'institutionCode' | 'name'>;

/** Whose paper is still open: by clinic, and by vaccine, which the form tells. */
export function OpenTables({ view }: { view: BacklogView }) {
  const { t, i18n } = useTranslation();
  const columns = useOpenColumns();
  return (
    <>
      <FigureTable
        name="clinics"
        title={t('backlog.clinics.title')}
        empty={t('backlog.clinics.empty')}
        rows={view.byClinic}
        rowKey={({ institutionCode }) => institutionCode ?? ''}
        columns={[
          {
            label: t('backlog.clinics.clinic'),
            figure: ({ institutionCode, name }) =>
              name ?? institutionCode ?? t('backlog.clinics.none'),
          },
          ...columns,
        ]}
      />
      <FigureTable
        name="forms"
        title={t('backlog.forms.title')}
        empty={t('backlog.clinics.empty')}
        rows={view.byForm}
        rowKey={({ template }) => template ?? ''}
        columns={[
          {
            label: t('backlog.forms.form'),
            figure: ({ template, titleJa, titleEn }) =>
              (i18n.language === 'ja' ? titleJa : titleEn) ?? template ?? t('backlog.forms.none'),
          },
          ...columns,
        ]}
      />
    </>
  );
}

function useOpenColumns(): Array<FigureColumn<Open>> {
  const { t } = useTranslation();
  return [
    { label: t('backlog.open.open'), figure: (row) => row.open, bar: 'largest' },
    { label: t('backlog.open.withMachine'), figure: (row) => row.withMachine },
    { label: t('purpose.verify'), figure: (row) => row.toVerify },
    { label: t('purpose.approve'), figure: (row) => row.toApprove },
    { label: t('purpose.adjudicate'), figure: (row) => row.toAdjudicate },
    {
      label: t('backlog.open.oldest'),
      figure: ({ oldestAt }) => oldestAt,
      show: ({ oldestAt }) => <InstantText iso={oldestAt} />,
    },
  ];
}
