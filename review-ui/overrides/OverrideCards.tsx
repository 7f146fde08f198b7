import type { QueryKey } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import type { OverrideState, OverrideView } from '../../schemas/override.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';
import { OverrideActs } from './OverrideActs.tsx';

const TONES: Readonly<Record<OverrideState, Tone>> = {
  waiting: 'attention',
  confirmed: 'good',
  withdrawn: 'quiet',
};

type Props = {
  overrides: readonly OverrideView[];
  label: string;
  /** What else is stale once one of them has changed. */
  alsoStale?: QueryKey;
};

/** Each with everything it says, so that it can be held beside the document. */
export function OverrideCards({ overrides, label, alsoStale }: Props) {
  const mayManage = useMay('override.manage');
  return (
    <ul className="override-cards" aria-label={label}>
      {overrides.map((one) => (
        <li key={one.overrideId}>
          <OverrideText override={one} />
          {mayManage && one.state !== 'withdrawn' ? (
            <OverrideActs override={one} {...(alsoStale === undefined ? {} : { alsoStale })} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function OverrideText({ override }: { override: OverrideView }) {
  const { t, i18n } = useTranslation();
  const { kind, programmeName, vaccineName, state, entered, confirmed, withdrawn } = override;
  const isJa = i18n.language === 'ja';
  const day = (iso: string) => (isJa ? warekiOf(iso) : iso);
  const name = (of: OverrideView['programmeName']) => (isJa ? of.ja : of.en);
  return (
    <div>
      <div className="override-head">
        <StatusTag tone={TONES[state]}>{t(`overrides.state.${state}`)}</StatusTag>
        <strong>{t(`overrideKind.${kind}`)}</strong>
        <span>
          {name(programmeName)}{' '}
          {vaccineName === null ? t('overrides.allVaccines') : name(vaccineName)}
        </span>
        <span>
          {override.name} <code>{override.residentId}</code>
        </span>
      </div>
      <div>{t('overrides.period', { from: day(override.fromDay), to: day(override.toDay) })}</div>
      <div>{t('overrides.because', { reason: override.reason })}</div>
      <div>{t('overrides.document', { document: override.document })}</div>
      <small className="override-steps">
        <span>
          {t('overrides.enteredBy', { name: entered.by })} <InstantText iso={entered.at} />
        </span>
        {confirmed === null ? null : (
          <span>
            {t('overrides.confirmedBy', { name: confirmed.by })} <InstantText iso={confirmed.at} />
          </span>
        )}
        {withdrawn === null ? null : (
          <span>
            {t('overrides.withdrawnBy', { name: withdrawn.by, reason: withdrawn.reason })}{' '}
            <InstantText iso={withdrawn.at} />
          </span>
        )}
      </small>
    </div>
  );
}
