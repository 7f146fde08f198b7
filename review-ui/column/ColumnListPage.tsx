import { Loader, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type ColumnChoice, columnApi } from '../../schemas/api/column.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** The fields that can be confirmed for many sheets at once, form by form. */
export function ColumnListPage() {
  const { t } = useTranslation();
  const may = useMay('column.confirm');
  const seesSheets = useMay('review.verify');
  const columns = useEndpointQuery(columnApi.columns, {}, { enabled: may, pollMs: 10_000 });
  if (!may) return <EmptyState title={t('column.title')}>{t('nav.only.verify')}</EmptyState>;
  if (columns.error) {
    return (
      <div className="page page-narrow">
        <ErrorNotice error={columns.error} onRetry={() => columns.refetch()} />
      </div>
    );
  }
  if (!columns.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  if (columns.data.items.length === 0) {
    return (
      <EmptyState title={t('column.empty')}>
        <p>{t(seesSheets ? 'column.emptyNext' : 'column.emptyContractor')}</p>
        <BackToSheets />
      </EmptyState>
    );
  }
  return (
    <div className="page column-list">
      <Title order={1} size="h3">
        {t('column.title')}
      </Title>
      <Text size="sm">{t(seesSheets ? 'column.explanation' : 'column.contractor')}</Text>
      <Text size="sm">{t(seesSheets ? 'column.whoApproves' : 'column.contractorSees')}</Text>
      {[...Map.groupBy(columns.data.items, ({ template }) => template)].map(([id, items]) => (
        <FormColumns key={id} items={items} />
      ))}
      <BackToSheets />
    </div>
  );
}

function FormColumns({ items }: { items: readonly ColumnChoice[] }) {
  const { t, i18n } = useTranslation();
  const ja = i18n.language === 'ja';
  const [first] = items;
  if (first === undefined) return null;
  return (
    <section>
      <Title order={2} size="h5" mt="md" mb={4}>
        {ja ? first.templateTitleJa : first.templateTitleEn}
      </Title>
      <ul className="column-choices">
        {items.map(({ template, fieldId, labelJa, labelEn, sheets }) => (
          <li key={fieldId}>
            <Link to="/columns/$template/$fieldId" params={{ template, fieldId }}>
              <span>{ja ? labelJa : labelEn}</span>
              <small>{t('column.sheets', { count: sheets })}</small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function BackToSheets() {
  const { t } = useTranslation();
  // A contractor has no sheets to go back to.
  if (!useMay('review.verify')) return null;
  return (
    <Link to="/review/$purpose" params={{ purpose: 'verify' }}>
      {t('column.bySheet')}
    </Link>
  );
}
