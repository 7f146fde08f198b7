import { useTranslation } from 'react-i18next';
import type { ReviewPerson } from '../../schemas/api/review.ts';
import { DateText } from './DateText.tsx';

/** Somebody of the register in two lines, as far as this person may be shown them. */
export function PersonLine({ person }: { person: ReviewPerson }) {
  const { t } = useTranslation();
  return (
    <span className="person-line">
      <strong>{person.name}</strong> {person.kana}{' '}
      {person.nonRegistered ? <mark>{t('register.nonRegistered')}</mark> : null}
      <br />
      {person.birthDate === null ? null : <DateText iso={person.birthDate} />}{' '}
      {person.sex ? t(`sex.${person.sex}`) : ''} {person.address}{' '}
      <small>{t('register.residentId', { id: person.residentId })}</small>
    </span>
  );
}
