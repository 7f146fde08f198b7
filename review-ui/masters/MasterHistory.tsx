import { Loader, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keyOf } from '../../rules/master-row.ts';
import { type MasterChangeView, mastersApi, type ShownMaster } from '../../schemas/api/masters.ts';
import type { MasterRow } from '../../schemas/master-kinds.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { fieldsOf } from './masters-views.ts';
import { RowChange } from './RowChange.tsx';

type Props = { master: ShownMaster; row: MasterRow };

/** Who changed what of a row, and why; the newest first. */
export function MasterHistory({ master, row }: Props) {
  const { t } = useTranslation();
  const key = keyOf(master, row);
  const history = useEndpointQuery(mastersApi.history, { params: { master }, body: { key } });
  return (
    <section aria-label={t('masters.history')}>
      <Title order={3} size="h6" mt="sm">
        {t('masters.history')}
      </Title>
      {history.error ? (
        <ErrorNotice error={history.error} onRetry={() => history.refetch()} />
      ) : null}
      {history.isPending ? <Loader size="sm" aria-label={t('common.loading')} /> : null}
      {history.data?.changes.length === 0 ? <p>{t('masters.noHistory')}</p> : null}
      <ol className="master-changes">
        {history.data?.changes.map((change) => (
          <Change key={change.changeNumber} master={master} change={change} />
        ))}
      </ol>
    </section>
  );
}

function Change({ master, change }: { master: ShownMaster; change: MasterChangeView }) {
  const { t } = useTranslation();
  const { by, origin, reason, before, after, changedAt } = change;
  const act = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const from = origin ?? 'unsaid';
  const otherwise = fieldsOf(master).filter((field) => before?.[field] !== after?.[field]);
  return (
    <li>
      <div>
        <InstantText iso={changedAt} /> <strong>{t(`masters.act.${act}`)}</strong>{' '}
        {t(`masters.origin.${from}`)} {by ?? t('masters.program')}
      </div>
      {reason === null ? null : <div>{t('masters.because', { reason })}</div>}
      {act === 'changed' ? <RowChange {...{ master, before, after }} fields={otherwise} /> : null}
    </li>
  );
}
