import { useWindowEvent } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, ReviewField } from '../../schemas/api/review.ts';
import type { SampledField } from '../../schemas/api/sampling.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { choiceFor, choiceKeys, echoOf, isChoice } from '../review/field-answer.ts';
import { EchoLine } from '../review/KeyedInput.tsx';
import { commandOf, keysOf } from '../review/review-keys.ts';
import { useFocusOnMount } from '../review/use-focus-on-mount.ts';

type Props = {
  field: SampledField;
  /** Which of how many. */
  place: string;
  pending: boolean;
  error: Error | null;
  onAnswer: (answer: Answer, value: string | null) => void;
  onLeave: () => void;
};

/** What the rules of values need: a field nobody has said anything of. */
const asUnseen = ({ sampledFieldId: _id, ...field }: SampledField): ReviewField => ({
  ...field,
  keying: 'unseen',
  ...{ reading: null, boxMm: null, registerValue: null, mine: null, closed: null, doubt: null },
  status: 'open',
  mustAnswer: true,
  byColumn: false,
});

const ANSWERS = { blank: 'blank', illegible: 'illegible', notOnForm: 'not_on_form' } as const;

type Meaning =
  | { kind: 'answer'; answer: Answer; value: string | null }
  | { kind: 'accept' }
  | { kind: 'leave' };

/** The same keys as on the desk. */
function meaningOf(event: KeyboardEvent, field: ReviewField): Meaning | null {
  const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt } = event;
  const composing = event.isComposing || event.keyCode === 229;
  const choice = isChoice(field) && !ctrl && !alt ? choiceFor(field, key) : null;
  if (choice !== null) return { kind: 'answer', answer: 'value', value: choice };
  switch (commandOf({ key, ctrl, shift, alt, composing })) {
    case 'accept':
      return isChoice(field) ? null : { kind: 'accept' };
    case 'showField':
      return { kind: 'leave' };
    case 'blank':
      return { kind: 'answer', answer: 'blank', value: null };
    case 'illegible':
      return { kind: 'answer', answer: 'illegible', value: null };
    case 'notOnForm':
      return { kind: 'answer', answer: 'not_on_form', value: null };
    default:
      return null;
  }
}

export function SampleInput({ field: sampled, place, pending, error, onAnswer, onLeave }: Props) {
  const { t, i18n } = useTranslation();
  const field = asUnseen(sampled);
  const [draft, setDraft] = useState('');
  const input = useRef<HTMLElement | null>(null);
  const takeFocus = useFocusOnMount<HTMLElement>(input);
  const [hint, setHint] = useState<'empty' | 'not_a_value' | 'ambiguous' | null>(null);
  const accept = () => {
    const echo = echoOf(field, draft);
    if (echo.kind === 'value') onAnswer('value', echo.value);
    else setHint(echo.kind);
  };
  useWindowEvent('keydown', (event) => {
    if (pending || event.repeat) return;
    const meant = meaningOf(event, field);
    if (meant === null) return;
    if (meant.kind === 'leave') return onLeave();
    if (meant.kind === 'accept') return event.target === input.current ? accept() : undefined;
    event.preventDefault();
    onAnswer(meant.answer, meant.value);
  });
  return (
    <section className="current-field" aria-label={t('current.title')}>
      <header>
        <h2 id="current-label">{i18n.language === 'ja' ? field.labelJa : field.labelEn}</h2>
        <span>{place}</span>
      </header>
      <p className="current-how" id="current-how">
        {t(isChoice(field) ? 'current.how.unseen_choice' : 'current.how.unseen')}
      </p>
      {isChoice(field) ? (
        <fieldset
          ref={takeFocus}
          tabIndex={-1}
          className="choices"
          aria-labelledby="current-label"
          aria-describedby="current-how"
        >
          {choiceKeys(field).map(({ key, value, labelJa, labelEn }) => (
            <button key={value} type="button" onClick={() => onAnswer('value', value)}>
              <kbd>{key}</kbd>
              {i18n.language === 'ja' ? labelJa : labelEn}
            </button>
          ))}
        </fieldset>
      ) : (
        <>
          <div className="keyed-line">
            <input
              ref={takeFocus}
              className="keyed-input"
              value={draft}
              autoComplete="off"
              spellCheck={false}
              aria-labelledby="current-label"
              aria-describedby="current-how current-echo"
              onChange={(event) => {
                setDraft(event.currentTarget.value);
                setHint(null);
              }}
            />
          </div>
          <EchoLine field={field} draft={draft} />
        </>
      )}
      <p className="hint-line" role="status">
        {hint === null ? '' : t(`hint.${hint}`)}
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="other-answers">
        {(['blank', 'illegible', 'notOnForm'] as const).map((command) => (
          <button key={command} type="button" onClick={() => onAnswer(ANSWERS[command], null)}>
            <kbd>{keysOf(command)}</kbd> {t(`answer.${ANSWERS[command]}`)}
          </button>
        ))}
        <button type="button" onClick={onLeave}>
          <kbd>{keysOf('showField')}</kbd> {t('sampling.leave')}
        </button>
      </div>
    </section>
  );
}
