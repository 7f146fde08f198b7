import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { personSaid } from '../../rules/person-field.ts';
import type { Answer, ReviewField } from '../../schemas/api/review.ts';
import { DateText } from './DateText.tsx';

/** The part of a field that says how its values read; the ledger shows values without the rest. */
type Shape = Pick<ReviewField, 'type' | 'options' | 'unit'>;
type Props = { field: Shape; answer: Answer; value: string | null };

/** A value as a person reads it: wareki for days, the printed words for choices. */
export function FieldValue({ field, answer, value }: Props) {
  const { t } = useTranslation();
  if (answer !== 'value' || value === null) {
    return <em className="value-special">{t(`answer.${answer}`)}</em>;
  }
  return <WrittenValue field={field} value={value} />;
}

export function WrittenValue({ field, value }: { field: Shape; value: string }) {
  const { t, i18n } = useTranslation();
  if (value === '') return <em className="value-special">{t('answer.blank')}</em>;
  const option = field.options?.find((one) => one.value === value);
  if (option) return <>{i18n.language === 'ja' ? option.labelJa : option.labelEn}</>;
  if (field.type === 'person') return <>{personText(t, value)}</>;
  if (field.type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return <DateText iso={value} />;
  return (
    <>
      {value}
      {field.unit ? ` ${field.unit}` : ''}
    </>
  );
}

/** Whom people named: by number, for names are not for every screen. */
function personText(t: TFunction, value: string): string {
  const said = personSaid(value);
  if (said?.kind === 'registered') return t('register.residentId', { id: said.residentId });
  return said === null ? value : t('person.newcomer');
}
