import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import { StatusTag } from '../components/StatusTag.tsx';
import { FieldValue, WrittenValue } from './FieldValue.tsx';
import { shownValue } from './field-answer.ts';
import { answerOf, ROW_TONES, rowStatus } from './field-status.ts';
import { SheetCrop } from './SheetCrop.tsx';

type Props = {
  field: ReviewField;
  current: boolean;
  sent: boolean;
  /** Something was typed and has not reached the server. */
  typed: boolean;
  registration: ReviewSheet['registration'];
  imageUrl: string;
  onChoose: (fieldId: string) => void;
};

export function FieldRow(props: Props) {
  const { field, current, sent, typed, registration, imageUrl, onChoose } = props;
  const { t, i18n } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  // Scrolling is the browser's; the row follows the current field wherever it was moved from.
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'center' });
  }, [current]);
  const status = rowStatus(field, sent, typed && !current);
  const answered = answerOf(field) !== null;
  const shown = shownValue(field);
  return (
    <li
      ref={row}
      data-field={field.fieldId}
      className={current ? 'field-row current' : 'field-row'}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-current={current ? 'step' : undefined}
        onClick={() => onChoose(field.fieldId)}
      >
        <span className="field-label">
          {i18n.language === 'ja' ? field.labelJa : field.labelEn}
        </span>
        <span className="field-value">
          <RowValue field={field} />
          {shown !== null && !answered && registration ? (
            <SheetCrop
              imageUrl={imageUrl}
              registration={registration}
              boxMm={field.reading?.boxMm ?? field.lookAtMm}
              maxHeightPx={26}
              maxWidthPx={170}
            />
          ) : null}
        </span>
        <StatusTag tone={ROW_TONES[status]}>{t(`fieldStatus.${status}`)}</StatusTag>
      </button>
    </li>
  );
}

function RowValue({ field }: { field: ReviewField }) {
  const { t } = useTranslation();
  const answer = answerOf(field);
  const shown = shownValue(field);
  if (answer !== null) {
    return (
      <strong>
        <FieldValue field={field} answer={answer.answer} value={answer.value} />
      </strong>
    );
  }
  if (shown === null) return <span aria-hidden="true">――</span>;
  return (
    <span>
      <small className="value-source">{t(`source.${field.keying}`)}</small>{' '}
      <WrittenValue field={field} value={shown} />
    </span>
  );
}
