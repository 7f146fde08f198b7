import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewField } from '../../schemas/api/review.ts';
import { PersonLine } from '../components/PersonLine.tsx';
import { personSaidOf } from './person-choice.ts';
import { keysOf } from './review-keys.ts';
import type { Desk } from './use-desk.ts';
import { useFocusOnMount } from './use-focus-on-mount.ts';

type Props = { desk: Desk; field: ReviewField; input: RefObject<HTMLElement | null> };

/** Whose sheet it is: chosen in a dialog, which opens when what tells persons apart is keyed. */
export function PersonAnswer({ desk, field, input }: Props) {
  const { t } = useTranslation();
  const takeFocus = useFocusOnMount<HTMLButtonElement>(input);
  const said = personSaidOf(desk.sheet);
  const { naming, person } = desk.sheet;
  const known = [...(naming?.spokenOf ?? []), ...(person === null ? [] : [person])];
  const named =
    said?.kind === 'registered'
      ? known.find(({ residentId }) => residentId === said.residentId)
      : undefined;
  return (
    <div className="person-answer">
      {named === undefined ? null : <PersonLine person={named} />}
      {said?.kind === 'not_registered' ? <strong>{t('person.newcomer')}</strong> : null}
      <button
        key={field.fieldId}
        ref={takeFocus}
        type="button"
        aria-describedby="current-how"
        onClick={desk.commands.person}
      >
        <kbd>{field.mine === null ? 'Enter' : keysOf('person')}</kbd>{' '}
        {t(field.mine === null ? 'person.choose' : 'person.chooseAgain')}
      </button>
    </div>
  );
}
