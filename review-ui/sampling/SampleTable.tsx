import { useTranslation } from 'react-i18next';
import type { SampleFigures } from '../../schemas/api/sampling.ts';
import { FigureTable } from '../components/FigureTable.tsx';

/** Per mille with one place: what is looked for is rare. */
const perMille = (share: number): number => Math.round(share * 10_000) / 10;

export function SampleTable({ figures }: { figures: readonly SampleFigures[] }) {
  const { t, i18n } = useTranslation();
  return (
    <FigureTable
      name="sampling"
      title={t('sampling.figures.title')}
      explanation={t('sampling.figures.explanation')}
      empty={t('sampling.figures.empty')}
      rows={figures}
      rowKey={({ template, fieldId }) => `${template} ${fieldId}`}
      columns={[
        {
          label: t('backlog.fields.field'),
          figure: ({ labelJa, labelEn }) => (i18n.language === 'ja' ? labelJa : labelEn),
        },
        { label: t('sampling.figures.template'), figure: ({ template }) => template },
        { label: t('sampling.figures.audited'), figure: ({ audited }) => audited, bar: 'largest' },
        { label: t('sampling.figures.errors'), figure: ({ errors }) => errors },
        {
          label: t('sampling.figures.rate'),
          figure: ({ audited, errors }) => (audited === 0 ? null : perMille(errors / audited)),
        },
        {
          label: t('sampling.figures.upper95'),
          figure: ({ audited, upper95 }) => (audited === 0 ? null : perMille(upper95)),
        },
        { label: t('sampling.figures.waiting'), figure: ({ waiting }) => waiting },
        { label: t('sampling.figures.recalled'), figure: ({ recalled }) => recalled },
      ]}
    />
  );
}
