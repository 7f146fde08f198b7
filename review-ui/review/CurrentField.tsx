import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { StatusTag } from '../components/StatusTag.tsx';
import { ChoiceInput } from './ChoiceInput.tsx';
import { Doubt } from './Doubt.tsx';
import { isChoice, isConfirmable, isEditable, SAME_DAY_KEY, sameDayField } from './field-answer.ts';
import { ROW_TONES, rowStatus } from './field-status.ts';
import { HintLine } from './HintLine.tsx';
import { KeyedInput } from './KeyedInput.tsx';
import { PersonAnswer } from './PersonAnswer.tsx';
import { ReadOnlyValue } from './ReadOnlyValue.tsx';
import { keysOf } from './review-keys.ts';
import type { Desk } from './use-desk.ts';

type Props = { desk: Desk; field: ReviewField; input: RefObject<HTMLElement | null> };

/** The field being worked on, large. */
export function CurrentField({ desk, field, input }: Props) {
  const { t, i18n } = useTranslation();
  const status = rowStatus(field, desk.state.sent.has(field.fieldId));
  const label = i18n.language === 'ja' ? field.labelJa : field.labelEn;
  return (
    <section className="current-field" aria-label={t('current.title')}>
      <header>
        <h2 id="current-label">{label}</h2>
        <StatusTag tone={ROW_TONES[status]}>{t(`fieldStatus.${status}`)}</StatusTag>
      </header>
      <p className="current-how" id="current-how">
        {t(`current.how.${howOf(field)}`)}
      </p>
      {!isEditable(field) ? (
        <ReadOnlyValue field={field} input={input} />
      ) : field.type === 'person' ? (
        <PersonAnswer desk={desk} field={field} input={input} />
      ) : isChoice(field) ? (
        <ChoiceInput desk={desk} field={field} input={input} />
      ) : (
        <KeyedInput desk={desk} field={field} input={input} />
      )}
      <HintLine desk={desk} />
      <Doubt field={field} />
      {isEditable(field) && field.type !== 'person' ? (
        <OtherAnswers desk={desk} field={field} />
      ) : null}
    </section>
  );
}

function howOf(field: ReviewField) {
  if (!isEditable(field)) return 'read_only' as const;
  if (field.type === 'person') return field.mine === null ? 'person' : 'person_again';
  if (field.mine !== null) return 'again' as const;
  if (field.byColumn) return 'by_column' as const;
  if (isConfirmable(field)) return field.keying === 'compare' ? 'compare' : 'shown';
  return isChoice(field) ? 'unseen_choice' : 'unseen';
}

/** What a field can be besides a value. */
function OtherAnswers({ desk, field }: { desk: Desk; field: ReviewField }) {
  const { t, i18n } = useTranslation();
  const same = sameDayField(field, desk.sheet.fields);
  const others = [
    ['blank', 'blank'],
    ['illegible', 'illegible'],
    ['notOnForm', 'not_on_form'],
  ] as const;
  return (
    <div className="other-answers">
      {others.map(([command, answer]) => (
        <button
          key={command}
          type="button"
          tabIndex={-1}
          // The input keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={desk.commands[command]}
        >
          <kbd>{keysOf(command)}</kbd> {t(`answer.${answer}`)}
        </button>
      ))}
      {same === null ? null : (
        <button
          type="button"
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={desk.answerSameDay}
        >
          <kbd>{SAME_DAY_KEY}</kbd>{' '}
          {t('answer.sameDay', { field: i18n.language === 'ja' ? same.labelJa : same.labelEn })}
        </button>
      )}
    </div>
  );
}
