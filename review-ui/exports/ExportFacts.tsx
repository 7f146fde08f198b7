import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import type { ExportView } from '../../schemas/api/exports.ts';
import { InstantText } from '../components/DateText.tsx';
import { useProgrammeName } from './use-programme-name.ts';

/** What was asked for, and every step since with its person and time. */
export function ExportFacts({ view }: { view: ExportView }) {
  const { t, i18n } = useTranslation();
  const { purpose, recipient, profile, treeSize, rootHash, entries } = view;
  return (
    <div className="export-columns">
      <dl className="figure-table export-facts">
        <Fact label={t('exports.purpose')}>{purpose}</Fact>
        <Fact label={t('exports.recipient')}>{recipient}</Fact>
        <Fact label={t('exports.profile')}>
          {i18n.language === 'ja' ? profile.titleJa : profile.titleEn} v{profile.version}
        </Fact>
        <Fact label={t('exports.one.filter')}>
          <Narrowed view={view} />
        </Fact>
        <Fact label={t('exports.entries')}>
          {entries.toLocaleString('ja-JP')}
          <small>{t('exports.one.asOf', { size: treeSize, hash: rootHash.slice(0, 16) })}</small>
        </Fact>
        <Fact label={t('exports.one.marked')}>
          {t('exports.one.markedNumber', { count: view.markedPersons })}
        </Fact>
        <WrittenFacts view={view} />
      </dl>
      <dl className="figure-table export-facts">
        <Steps view={view} />
      </dl>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Narrowed({ view: { filter, batchLabel } }: { view: ExportView }) {
  const { t, i18n } = useTranslation();
  const programmeName = useProgrammeName();
  const { from, to, institutionCode, programme } = filter;
  const day = (iso: string | null) => {
    if (iso === null) return t('exports.one.open');
    return i18n.language === 'ja' ? warekiOf(iso) : iso;
  };
  const parts = [
    batchLabel,
    institutionCode,
    programme === null ? null : programmeName(programme),
    from === null && to === null
      ? null
      : t('exports.one.undatedPeriod', { from: day(from), to: day(to) }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? t('exports.one.all') : parts.join('、');
}

function WrittenFacts({ view }: { view: ExportView }) {
  const { t } = useTranslation();
  const { rows, leftOut, substituted, contentHash, byteSize, archiveHash } = view;
  return (
    <>
      {rows === null ? null : (
        <Fact label={t('exports.rows')}>
          {rows.toLocaleString('ja-JP')}
          {leftOut ? <small>{t('exports.one.leftOut', { count: leftOut })}</small> : null}
          {substituted ? (
            <small>{t('exports.one.substituted', { count: substituted })}</small>
          ) : null}
        </Fact>
      )}
      {contentHash === null ? null : (
        <Fact label={t('exports.hash')}>
          <code className="export-hash">{contentHash}</code>
          {byteSize === null ? null : <small>{t('exports.one.size', { count: byteSize })}</small>}
        </Fact>
      )}
      {archiveHash === null ? null : (
        <Fact label={t('exports.one.archive')}>
          <code className="export-hash">{archiveHash}</code>
        </Fact>
      )}
    </>
  );
}

function Steps({ view }: { view: ExportView }) {
  const { t } = useTranslation();
  const { checkedLines, downloads, erasedAt } = view;
  const gone = view.erasedBy ?? t('exports.one.byProgram');
  return (
    <>
      <Step label={t('exports.requested')} who={view.requestedBy} at={view.requestedAt} />
      {view.needsApproval ? (
        <Step
          label={t('exports.decided')}
          who={view.decidedBy}
          at={view.decidedAt}
          reason={view.decisionReason}
        />
      ) : null}
      <Step label={t('exports.act.write')} who={view.requestedBy} at={view.writtenAt} />
      <Step
        label={t('exports.checked')}
        who={view.checkedBy}
        at={view.checkedAt}
        reason={view.checkReason}
        note={checkedLines === null ? null : t('exports.one.looked', { count: checkedLines })}
      />
      <Step
        label={t('exports.act.archive')}
        who={view.requestedBy}
        at={view.archivedAt}
        note={downloads > 0 ? t('exports.one.downloads', { count: downloads }) : null}
      />
      <Fact label={t('exports.ends')}>
        {view.expiresAt === null ? '—' : <InstantText iso={view.expiresAt} />}
      </Fact>
      {erasedAt === null ? null : (
        <Step
          label={t('exports.state.erased')}
          who={gone}
          at={erasedAt}
          reason={view.eraseReason}
        />
      )}
    </>
  );
}

type StepProps = {
  label: string;
  who: string | null;
  at: string | null;
  reason?: string | null;
  note?: string | null;
};

function Step({ label, who, at, reason = null, note = null }: StepProps) {
  const { t } = useTranslation();
  if (at === null) return <Fact label={label}>{t('exports.one.none')}</Fact>;
  return (
    <Fact label={label}>
      {who} <InstantText iso={at} />
      {note === null ? null : <small>{note}</small>}
      {reason === null ? null : <small>{t('exports.one.reason', { reason })}</small>}
    </Fact>
  );
}
