import { useTranslation } from 'react-i18next';
import type { ReviewMatch } from '../../schemas/api/review.ts';
import type { PersonEvidence } from '../../schemas/person-match.ts';
import { PersonLine } from '../components/PersonLine.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';

const OUTCOME_TONES: Readonly<Record<ReviewMatch['outcome'], Tone>> = {
  offered: 'good',
  unsure: 'busy',
  contradicted: 'bad',
  not_issued: 'bad',
  unread: 'quiet',
  no_number: 'quiet',
};
const AGREES_TONES: Readonly<Record<PersonEvidence['agrees'], Tone>> = {
  agrees: 'good',
  differs: 'bad',
  unknown: 'attention',
};

/** Does the paper bear out whom the number names, as far as this person has keyed it? */
export function MatchOutcome({ match }: { match: ReviewMatch | null }) {
  const { t } = useTranslation();
  if (match === null) return null;
  const { outcome, numberInDoubt } = match;
  const tone = outcome === 'unsure' && numberInDoubt ? 'attention' : OUTCOME_TONES[outcome];
  return <StatusTag tone={tone}>{t(`match.outcome.${outcome}`)}</StatusTag>;
}

/** What speaks for and against whom the number names, and who else may be meant. */
export function PersonMatch({ match }: { match: ReviewMatch | null }) {
  const { t } = useTranslation();
  if (match === null) return null;
  return (
    <div className="person-match">
      {match.numberInDoubt && match.others.length === 0 ? <p>{t('match.numberInDoubt')}</p> : null}
      <Evidence evidence={match.evidence} />
      <Others others={match.others} />
    </div>
  );
}

/** What was held beside the register; what was not read yet says nothing. */
export function Evidence({ evidence }: { evidence: readonly PersonEvidence[] }) {
  const { t } = useTranslation();
  const told = evidence.filter(({ likeness }) => likeness !== null);
  if (told.length === 0) return null;
  return (
    <ul className="match-evidence" aria-label={t('match.evidence')}>
      {told.map(({ field, agrees, likeness }) => (
        <li key={field}>
          <StatusTag tone={AGREES_TONES[agrees]}>{t(`match.field.${field}`)}</StatusTag>{' '}
          <small>{likeness === null ? null : t(`match.likeness.${likeness}`)}</small>
        </li>
      ))}
    </ul>
  );
}

function Others({ others }: Pick<ReviewMatch, 'others'>) {
  const { t } = useTranslation();
  if (others.length === 0) return null;
  return (
    <>
      <h3>{t('match.others')}</h3>
      <p>
        <small>{t('match.othersHint')}</small>
      </p>
      <ol className="match-others" aria-label={t('match.others')}>
        {others.map(({ residentId, foundBy, probability, evidence, person }) => (
          <li key={residentId}>
            <PersonLine person={person} />
            <br />
            <small>
              {t(`match.foundBy.${foundBy}`)} ·{' '}
              {t('match.percent', { percent: Math.round(100 * probability) })}
            </small>
            <Evidence evidence={evidence.filter(({ field }) => field !== 'ocrLine')} />
          </li>
        ))}
      </ol>
    </>
  );
}
