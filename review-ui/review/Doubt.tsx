import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { FieldValue, WrittenValue } from '../components/FieldValue.tsx';

/** Why a field is in doubt: what readers and others made of it. Sent only after this person has keyed. */
export function Doubt({ field }: { field: ReviewField }) {
  const { t } = useTranslation();
  const { doubt } = field;
  if (doubt === null || field.status === 'closed') return null;
  const { candidates, otherKeyings } = doubt;
  return (
    <div className="doubt">
      <p>
        {t(candidates.length + otherKeyings.length === 0 ? 'doubt.nothingRead' : 'doubt.title')}
      </p>
      <ul>
        {otherKeyings.map((keying) => (
          <li key={`${keying.answer} ${keying.value}`}>
            <strong>
              <FieldValue field={field} answer={keying.answer} value={keying.value} />
            </strong>{' '}
            <small>{t('doubt.person')}</small>
          </li>
        ))}
        {candidates.map((candidate) => (
          <li key={`${candidate.source} ${candidate.value}`}>
            <strong>
              <WrittenValue field={field} value={candidate.value} />
            </strong>{' '}
            <small>
              {t('doubt.reader', {
                source: candidate.source,
                percent: Math.round(candidate.probability * 100),
              })}
            </small>
          </li>
        ))}
      </ul>
    </div>
  );
}
