import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { FieldValue } from '../components/FieldValue.tsx';
import { useFocusOnMount } from './use-focus-on-mount.ts';

type Props = { field: ReviewField; input: RefObject<HTMLElement | null> };

/** A field others have closed: compared with the paper, not written again. */
export function ReadOnlyValue({ field, input }: Props) {
  const { t } = useTranslation();
  const takeFocus = useFocusOnMount<HTMLDivElement>(input);
  const { closed } = field;
  return (
    <div key={field.fieldId} ref={takeFocus} tabIndex={-1} className="read-only-value">
      {closed === null ? (
        t('current.notYours')
      ) : (
        <>
          <strong>
            <FieldValue field={field} answer={closed.answer} value={closed.value} />
          </strong>
          <small>{t(`evidence.${closed.evidence}`)}</small>
        </>
      )}
    </div>
  );
}
