import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { backlogApi, type FieldFigures, type PersonFigures } from '../../schemas/api/backlog.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { DateText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';

/** Looks at hundreds of sheets and hardly changes from one minute to the next. */
const SELDOM_MS = 60_000;
const tenths = (value: number): number => Math.round(value * 10) / 10;
const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : tenths((100 * part) / whole);

/** How well it goes: which fields the readers and people struggle with, and how each person gets on. */
export function QualityView() {
  return (
    <div className="figure-stack">
      <FieldTable />
      <PeopleTable />
    </div>
  );
}

function FieldTable() {
  const { t, i18n } = useTranslation();
  const fields = useEndpointQuery(backlogApi.fields, {}, { pollMs: SELDOM_MS });
  if (fields.error) return <ErrorNotice error={fields.error} onRetry={() => fields.refetch()} />;
  if (!fields.data) return <Loader aria-label={t('common.loading')} m="md" />;
  const share = (of: (row: FieldFigures) => number) => (row: FieldFigures) => of(row) / row.sheets;
  return (
    <FigureTable
      name="fields"
      title={t('backlog.fields.title')}
      explanation={t('backlog.fields.explanation', { count: fields.data.sheets })}
      empty={t('backlog.fields.empty')}
      rows={fields.data.items}
      rowKey={({ template, fieldId }) => `${template} ${fieldId}`}
      columns={[
        {
          label: t('backlog.fields.field'),
          figure: ({ labelJa, labelEn }) => (i18n.language === 'ja' ? labelJa : labelEn),
        },
        { label: t('backlog.forms.form'), figure: ({ template }) => template },
        { label: t('backlog.fields.sheets'), figure: ({ sheets }) => sheets },
        {
          label: t('backlog.fields.sure'),
          figure: ({ sure }) => sure,
          bar: share(({ sure }) => sure),
        },
        { label: t('backlog.fields.sureButWrong'), figure: (row) => row.sureButWrong },
        {
          label: t('backlog.fields.doubtful'),
          figure: ({ doubtful }) => doubtful,
          bar: share(({ doubtful }) => doubtful),
        },
        { label: t('backlog.fields.doubtfulButRight'), figure: (row) => row.doubtfulButRight },
        {
          label: t('backlog.fields.contested'),
          figure: ({ contested }) => contested,
          bar: share(({ contested }) => contested),
        },
        {
          label: t('backlog.fields.activeSeconds'),
          figure: ({ activeSeconds }) => (activeSeconds === null ? null : tenths(activeSeconds)),
        },
      ]}
    />
  );
}

function PeopleTable() {
  const { t } = useTranslation();
  const people = useEndpointQuery(backlogApi.people, {}, { pollMs: SELDOM_MS });
  if (people.error) return <ErrorNotice error={people.error} onRetry={() => people.refetch()} />;
  if (!people.data) return <Loader aria-label={t('common.loading')} m="md" />;
  const { items, since, sheets } = people.data;
  const agreement = ({ keyed, keyedStands }: PersonFigures) => percent(keyedStands, keyed);
  return (
    <FigureTable
      name="people"
      title={t('backlog.people.title')}
      explanation={
        <>
          <DateText iso={since} /> {t('backlog.people.explanation', { count: sheets })}
        </>
      }
      empty={t('backlog.people.empty')}
      rows={items}
      rowKey={({ staffMemberId, purpose }) => `${staffMemberId} ${purpose}`}
      columns={[
        { label: t('backlog.people.person'), figure: ({ name }) => name },
        { label: t('backlog.leases.purpose'), figure: ({ purpose }) => t(`purpose.${purpose}`) },
        { label: t('backlog.people.signed'), figure: ({ signed }) => signed, bar: 'largest' },
        {
          label: t('backlog.people.perHour'),
          figure: ({ sheetsPerHour }) => (sheetsPerHour === null ? null : tenths(sheetsPerHour)),
        },
        {
          label: t('backlog.people.active'),
          figure: ({ activeSeconds }) => (activeSeconds === null ? null : tenths(activeSeconds)),
        },
        { label: t('backlog.people.keyed'), figure: ({ keyed }) => keyed },
        { label: t('backlog.people.agreement'), figure: agreement },
      ]}
    />
  );
}
