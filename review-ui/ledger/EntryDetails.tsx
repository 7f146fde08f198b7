import { Button, Group, Loader, Paper, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LedgerEntryView, ledgerApi } from '../../schemas/api/ledger.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { AmendDialog } from './AmendDialog.tsx';
import { EntryFindings } from './EntryFindings.tsx';
import { EntryKind } from './EntryTable.tsx';
import { RecordItems } from './RecordItems.tsx';

type Props = { entryId: string; onOpen: (entryId: string | undefined) => void };

export function EntryDetails({ entryId, onOpen }: Props) {
  const { t } = useTranslation();
  const query = useEndpointQuery(ledgerApi.entry, { params: { entryId } });
  if (!query.data && query.error) {
    return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />;
  }
  if (!query.data) return <Loader aria-label={t('common.loading')} />;
  const entry = query.data;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('entry.title')}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          {t('entry.heading', { leafIndex: entry.leafIndex })} <EntryKind entry={entry} />
        </Title>
        <Group gap="xs">
          <Amend entry={entry} />
          <Button size="compact-sm" variant="subtle" onClick={() => onOpen(undefined)}>
            {t('common.close')}
          </Button>
        </Group>
      </Group>
      <Provenance entry={entry} onOpen={onOpen} />
      <EntryFindings entry={entry} />
      <RecordItems entry={entry} />
    </Paper>
  );
}

function Amend({ entry }: { entry: LedgerEntryView }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'correction' | 'void' | null>(null);
  const mayAmend = useMay('ledger.amend');
  const refusal = !mayAmend
    ? t('entry.amendOnly')
    : entry.supersededBy !== null || entry.kind === 'voided'
      ? t('entry.amendSuperseded')
      : null;
  return (
    <>
      {refusal === null ? null : <small>{refusal}</small>}
      {(['correction', 'void'] as const).map((one) => (
        <Button
          key={one}
          size="compact-sm"
          variant="default"
          disabled={refusal !== null}
          onClick={() => setKind(one)}
        >
          {t(`amend.${one}.label`)}
        </Button>
      ))}
      {kind === null ? null : (
        <AmendDialog entryId={entry.entryId} kind={kind} onClose={() => setKind(null)} />
      )}
    </>
  );
}

/** Who stands behind the entry, and what it replaces or was replaced by. */
function Provenance({ entry, onOpen }: { entry: LedgerEntryView; onOpen: Props['onOpen'] }) {
  const { t } = useTranslation();
  const related = [
    ['supersedes', entry.supersedes],
    ['supersededBy', entry.supersededBy],
  ] as const;
  return (
    <dl className="facts">
      <dt>{t('entry.verifiedBy')}</dt>
      <dd>{entry.verifiedBy}</dd>
      <dt>{t('entry.approvedBy')}</dt>
      <dd>{entry.approvedBy}</dd>
      <dt>{t('entry.committedAt')}</dt>
      <dd>
        <InstantText iso={entry.committedAt} />
      </dd>
      <dt>{t('entry.leafHash')}</dt>
      <dd>
        <code className="break">{entry.leafHash}</code>
      </dd>
      <dt>{t('entry.sheet')}</dt>
      <dd>
        <SheetStoryLink sheetId={entry.sheetId} />
      </dd>
      {entry.person === null ? null : <PersonNamed person={entry.person} />}
      {entry.reason === null ? null : (
        <>
          <dt>{t('entry.reason')}</dt>
          <dd>{entry.reason}</dd>
        </>
      )}
      {related.map(([name, id]) =>
        id === null ? null : (
          <div key={name} className="facts-row">
            <dt>{t(`entry.${name}`)}</dt>
            <dd>
              <button type="button" className="link-button" onClick={() => onOpen(id)}>
                {id.slice(-8)}
              </button>
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** The number did not say whose sheet it is: the two who did, and why. */
function PersonNamed({ person }: { person: NonNullable<LedgerEntryView['person']> }) {
  const { t } = useTranslation();
  const { kind, namedBy, agreedBy, reasons } = person;
  return (
    <>
      <dt>{t('entry.personNamed')}</dt>
      <dd>
        {t(`entry.personKind.${kind}`, { first: namedBy, second: agreedBy })}
        {reasons.length === 0 ? null : (
          <>
            <br />
            {t('masters.because', { reason: reasons.join('、') })}
          </>
        )}
      </dd>
    </>
  );
}
