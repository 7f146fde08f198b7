import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { DateText } from '../components/DateText.tsx';
import { echoOf } from './field-answer.ts';
import type { Desk } from './use-desk.ts';
import { useFocusOnMount } from './use-focus-on-mount.ts';

type Props = { desk: Desk; field: ReviewField; input: RefObject<HTMLElement | null> };

const NUMERIC: ReadonlySet<ReviewField['type']> = new Set(['digits', 'decimal']);

/** Where a value is written. An input method may compose in it undisturbed; width does not matter. */
export function KeyedInput({ desk, field, input }: Props) {
  const { fieldId } = field;
  const takeFocus = useFocusOnMount<HTMLInputElement>(input);
  return (
    <>
      <div className="keyed-line">
        <input
          // A new field is a new input: nothing an input method still holds can run over into it.
          key={fieldId}
          ref={takeFocus}
          className="keyed-input"
          value={desk.draft}
          inputMode={NUMERIC.has(field.type) ? 'decimal' : 'text'}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          aria-labelledby="current-label"
          aria-describedby="current-how current-echo"
          onChange={(event) =>
            desk.dispatch({ type: 'draft', fieldId, text: event.currentTarget.value })
          }
        />
        {field.unit ? <span className="keyed-unit">{field.unit}</span> : null}
      </div>
      <EchoLine field={field} draft={desk.draft} />
    </>
  );
}

/** What the page understands, while it is typed. */
export function EchoLine({ field, draft }: { field: ReviewField; draft: string }) {
  const { t } = useTranslation();
  const echo = echoOf(field, draft);
  const typed = draft.normalize('NFKC').replace(/\D/g, '').length;
  return (
    <output className={`echo echo-${echo.kind}`} id="current-echo">
      {field.digits === undefined ? null : (
        <span className="echo-count">{t('echo.digits', { typed, wanted: field.digits })}</span>
      )}
      {echo.kind === 'value' && field.type === 'date' ? (
        <>
          <DateText iso={echo.value} /> <span className="echo-iso">{echo.value}</span>
        </>
      ) : null}
      {echo.kind === 'value' && field.type !== 'date'
        ? t('echo.value', { value: echo.value })
        : null}
      {echo.kind === 'ambiguous' ? (
        <>
          {t('echo.ambiguous')}{' '}
          {echo.candidates.map((iso) => (
            <span key={iso} className="echo-candidate">
              <DateText iso={iso} />
            </span>
          ))}
        </>
      ) : null}
      {echo.kind === 'not_a_value' ? t(`echo.expected.${field.type}`) : null}
    </output>
  );
}
