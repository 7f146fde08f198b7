import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { FieldValue, WrittenValue } from '../components/FieldValue.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import type { DeskState } from './desk-state.ts';
import { shownValue } from './field-answer.ts';
import { answerOf, ROW_TONES, rowStatus } from './field-status.ts';
import { SheetCrop } from './SheetCrop.tsx';

type Props = {
  field: ReviewField;
  current: boolean;
  rowAt: DeskState['rowAt'];
  sent: boolean;
  /** Something was typed and has not reached the server. */
  typed: boolean;
  registration: ReviewSheet['registration'];
  imageUrl: string;
  onChoose: (fieldId: string) => void;
};

/** First and last page of rows are shown whole, so that as few pages as possible make up all of them. */
function bringIntoView(row: HTMLElement, at: DeskState['rowAt']): void {
  const list = row.parentElement;
  if (list === null) return;
  const above = row.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
  if (at === 'start') row.scrollIntoView({ block: 'start' });
  else if (above + row.offsetHeight <= list.clientHeight) list.scrollTop = 0;
  else if (list.scrollHeight - above <= list.clientHeight) list.scrollTop = list.scrollHeight;
  else row.scrollIntoView({ block: 'center' });
}

export function FieldRow(props: Props) {
  const { field, current, rowAt, sent, typed, registration, imageUrl, onChoose } = props;
  const { t, i18n } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  // Scrolling is the browser's; the row follows the current field wherever it was moved from.
  useEffect(() => {
    if (current && row.current !== null) bringIntoView(row.current, rowAt);
  }, [current, rowAt]);
  const status = rowStatus(field, sent, typed && !current);
  const ink = inkOf(field);
  return (
    <li
      ref={row}
      data-field={field.fieldId}
      className={current ? 'field-row current' : 'field-row'}
    >
      <button
        type="button"
        // One stop for all rows: the list scrolls, and must be reachable by keyboard.
        tabIndex={current ? 0 : -1}
        aria-current={current ? 'step' : undefined}
        onClick={() => onChoose(field.fieldId)}
      >
        <span className="field-label">
          {i18n.language === 'ja' ? field.labelJa : field.labelEn}
        </span>
        <span className="field-value">
          <RowValue field={field} />
          {ink !== null && registration ? (
            <SheetCrop
              imageUrl={imageUrl}
              registration={registration}
              boxMm={ink}
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

/** Where the paper says what the row says; `null` where the exact place would give a reading away. */
function inkOf(field: ReviewField): BoxMm | null {
  if (answerOf(field) !== null) return field.boxMm;
  return shownValue(field) === null ? null : (field.reading?.boxMm ?? field.lookAtMm);
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
