import { Loader, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type HistoryDose, type LedgerEntryView, ledgerApi } from '../../schemas/api/ledger.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { DateText, InstantText } from '../components/DateText.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { StatusTag } from '../components/StatusTag.tsx';
import { EntryKind, ReplyMark } from './EntryTable.tsx';

type Props = {
  residentId: string;
  chosen: string | undefined;
  onChoose: (entryId: string) => void;
};

/** A person's doses as time went. What a later entry replaced stays to be seen, struck out. */
export function PersonHistory({ residentId, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const history = useEndpointQuery(ledgerApi.history, { body: { residentId } });
  if (history.error) {
    return <ErrorNotice error={history.error} onRetry={() => history.refetch()} />;
  }
  if (!history.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { doses } = history.data;
  if (doses.length === 0) {
    return (
      <EmptyState title={t('ledger.noneForPerson')}>{t('ledger.noneForPersonNext')}</EmptyState>
    );
  }
  const words = doses.flatMap((dose) => (dose.kind === 'sheet' ? dose.words : []));
  const name = words.at(-1)?.record.name;
  return (
    <section aria-label={t('history.title')}>
      <Title order={2} size="h5" tabIndex={-1} ref={focusOnMount}>
        {t('history.heading', { name: name ?? '', residentId, count: standing(doses) })}
      </Title>
      <ReplyMark isMarked={words.some(({ noAutomaticReply }) => noAutomaticReply)} />
      <p className="history-keys">
        <kbd>↑</kbd> <kbd>↓</kbd> {t('history.move')} <kbd>Enter</kbd> {t('history.open')}
      </p>
      <ol className="history" onKeyDown={moveBetweenDoses}>
        {doses.map((dose) =>
          dose.kind === 'sheet' ? (
            <SheetDose key={dose.words[0]?.sheetId} words={dose.words} {...{ chosen, onChoose }} />
          ) : (
            <ImportedDose
              key={`${dose.dose.ticketNumber} ${dose.dose.vaccinationDate}`}
              {...dose}
            />
          ),
        )}
      </ol>
    </section>
  );
}

/** Doses that count: what was voided was not given, and what was corrected to another person is that person's. */
const standing = (doses: readonly HistoryDose[]): number =>
  doses.filter((dose) => dose.kind === 'imported' || stands(dose.words.at(-1))).length;

const stands = (word: LedgerEntryView | undefined): boolean =>
  word?.kind !== 'voided' && word?.supersededBy === null;

function moveBetweenDoses(event: KeyboardEvent<HTMLOListElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const doses = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-dose]')];
  const { activeElement } = document;
  const here = activeElement instanceof HTMLElement ? doses.indexOf(activeElement) : -1;
  event.preventDefault();
  doses[Math.min(Math.max(here + by, 0), doses.length - 1)]?.focus();
}

type DoseProps = Omit<Props, 'residentId'> & { words: readonly LedgerEntryView[] };

function SheetDose({ words, chosen, onChoose }: DoseProps) {
  const { t } = useTranslation();
  const newest = words.at(-1);
  if (newest === undefined) return null;
  const { sheetId } = newest;
  return (
    <li className={stands(newest) ? 'history-dose' : 'history-dose history-voided'}>
      <Link to="/sheets/$sheetId" params={{ sheetId }} data-dose>
        <DoseDay iso={newest.record.vaccinationDate} />
      </Link>
      <DoseFacts record={newest.record} />
      <EntryKind entry={newest} />
      <ul className="plain-list">
        {words.toReversed().map((word) => (
          <li key={word.entryId} data-chosen={word.entryId === chosen || undefined}>
            <button
              type="button"
              className="link-button"
              aria-pressed={word.entryId === chosen}
              onClick={() => onChoose(word.entryId)}
            >
              {t('entry.heading', { leafIndex: word.leafIndex })}
            </button>{' '}
            {word.supersededBy === null ? null : (
              <>
                <EntryKind entry={word} />{' '}
                <del>
                  <DoseDay iso={word.record.vaccinationDate} /> {word.record.lotNumber ?? ''}
                </del>{' '}
              </>
            )}
            <small>
              {word.verifiedBy} / {word.approvedBy} <InstantText iso={word.committedAt} />
              {word.reason === null ? null : ` ${t('story.reason', { reason: word.reason })}`}
            </small>
          </li>
        ))}
      </ul>
    </li>
  );
}

function ImportedDose({ dose }: Extract<HistoryDose, { kind: 'imported' }>) {
  const { t } = useTranslation();
  const { vaccinationDate, product, lotNumber, doseNumber, doseVolumeMl, institutionCode } = dose;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys go through doses that have no sheet as well
    <li className="history-dose" data-dose tabIndex={0}>
      <DoseDay iso={vaccinationDate} />
      <DoseFacts
        record={{
          doseNumber: Number(doseNumber) || null,
          productName: product || null,
          lotNumber: lotNumber || null,
          doseVolumeMl: doseVolumeMl || null,
          institutionCode: institutionCode || null,
        }}
      />
      <StatusTag tone="quiet">{t('history.imported')}</StatusTag>
    </li>
  );
}

function DoseDay({ iso }: { iso: string | null }) {
  const { t } = useTranslation();
  return iso === null || iso === '' ? t('history.noDay') : <DateText iso={iso} />;
}

type Facts = Pick<
  LedgerEntryView['record'],
  'doseNumber' | 'productName' | 'lotNumber' | 'doseVolumeMl' | 'institutionCode'
>;

function DoseFacts({ record }: { record: Facts }) {
  const { t } = useTranslation();
  const facts = [
    record.doseNumber === null ? null : t('doses.number', { number: record.doseNumber }),
    record.productName,
    record.lotNumber === null ? null : t('history.lot', { lot: record.lotNumber }),
    record.doseVolumeMl === null ? null : `${record.doseVolumeMl} mL`,
    record.institutionCode === null ? null : t('history.clinic', { code: record.institutionCode }),
  ].filter((fact) => fact !== null);
  return <span>{facts.join(' / ')}</span>;
}
