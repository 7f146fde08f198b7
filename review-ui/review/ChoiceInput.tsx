import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { choiceKeys } from './field-answer.ts';
import type { Desk } from './use-desk.ts';
import { useFocusOnMount } from './use-focus-on-mount.ts';

type Props = { desk: Desk; field: ReviewField; input: RefObject<HTMLElement | null> };

/** The printed alternatives with their keys: one key answers and goes on. */
export function ChoiceInput({ desk, field, input }: Props) {
  const { i18n } = useTranslation();
  const takeFocus = useFocusOnMount<HTMLFieldSetElement>(input);
  return (
    <fieldset
      key={field.fieldId}
      ref={takeFocus}
      tabIndex={-1}
      className="choices"
      aria-labelledby="current-label"
      aria-describedby="current-how"
    >
      {choiceKeys(field).map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={desk.draft === choice.value}
          // The group keeps the focus, so that the next key is not for this button.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => desk.choose(choice.key)}
        >
          <kbd>{choice.key}</kbd>
          {i18n.language === 'ja' ? choice.labelJa : choice.labelEn}
        </button>
      ))}
    </fieldset>
  );
}
