import { useTranslation } from 'react-i18next';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { DateText } from '../components/DateText.tsx';
import { FindingList } from './FindingList.tsx';

/** What the books say: whom the number names, the doses before, and what the checks found. */
export function SheetContext({ sheet }: { sheet: ReviewSheet }) {
  const { t, i18n } = useTranslation();
  const labels = new Map(
    sheet.fields.map((field) => [
      field.fieldId,
      i18n.language === 'ja' ? field.labelJa : field.labelEn,
    ]),
  );
  return (
    <div className="sheet-context">
      <section aria-label={t('register.title')}>
        <h2>{t('register.title')}</h2>
        <Person sheet={sheet} />
      </section>
      <section aria-label={t('doses.title')}>
        <h2>{t('doses.title')}</h2>
        <EarlierDoses sheet={sheet} />
      </section>
      <section aria-label={t('findings.title')}>
        <h2>{t('findings.title')}</h2>
        <FindingList findings={sheet.findings} labels={labels} />
      </section>
    </div>
  );
}

function Person({ sheet: { person, purpose } }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  if (person === null) {
    return <p>{t(purpose === 'adjudicate' ? 'register.hidden' : 'register.nobody')}</p>;
  }
  return (
    <p>
      <strong>{person.name}</strong> {person.kana}
      <br />
      {person.birthDate === null ? (
        <small>{t('register.birthDateLater')}</small>
      ) : (
        <DateText iso={person.birthDate} />
      )}{' '}
      {person.sex ? t(`sex.${person.sex}`) : ''}{' '}
      {person.nonRegistered ? <mark>{t('register.nonRegistered')}</mark> : null}
      <br />
      {person.address}
      <br />
      <small>{t('register.residentId', { id: person.residentId })}</small>
    </p>
  );
}

function EarlierDoses({ sheet: { earlierDoses } }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  if (earlierDoses.length === 0) return <p>{t('doses.none')}</p>;
  return (
    <ul>
      {earlierDoses.map((dose) => (
        <li key={`${dose.doseNumber} ${dose.vaccinationDate} ${dose.lotNumber}`}>
          {t('doses.number', { number: dose.doseNumber })} <DateText iso={dose.vaccinationDate} />{' '}
          {dose.product} {dose.lotNumber} {dose.doseVolumeMl} mL
        </li>
      ))}
    </ul>
  );
}
