import { parseWrittenDate } from '../../rules/calendar.ts';
import { canonicalValue } from '../../rules/field-value.ts';
import { dateOfVisit, dayMayBeThatOf } from '../../rules/visit-dates.ts';
import type { ReviewField } from '../../schemas/api/review.ts';
import type { FormField } from '../../schemas/form-template.ts';

export type ChoiceKey = Readonly<{ key: string; value: string; labelJa: string; labelEn: string }>;

/** What the page understands of a draft, said while it is typed. */
export type Echo =
  | { kind: 'empty' }
  | { kind: 'value'; value: string }
  | { kind: 'ambiguous'; candidates: readonly string[] }
  | { kind: 'not_a_value' };

/** The template's view of a field, which is all the rules of values need. */
export function formFieldOf(field: ReviewField): FormField {
  const { fieldId: id, labelJa, labelEn, type, keying, lookAtMm, options, digits, unit } = field;
  return {
    ...{ id, labelJa, labelEn, type, keying, lookAtMm },
    ...(options === undefined ? {} : { options }),
    ...(digits === undefined ? {} : { digits }),
    ...(unit === undefined ? {} : { unit }),
  };
}

export const isChoice = (field: ReviewField): boolean =>
  field.type === 'choice' || field.type === 'presence';

/** The value put before the person to be confirmed (`''`: read as empty); `null` where there is none to show. */
export function shownValue(field: ReviewField): string | null {
  switch (field.keying) {
    case 'unseen':
      return null;
    case 'shown':
      return field.reading?.state === 'blank' ? '' : (field.reading?.value ?? null);
    case 'compare':
      return field.registerValue || null;
    default:
      return field.keying satisfies never;
  }
}

/** May this person answer it? What still waits for them, and what they, or others by column, have answered. */
export const isEditable = (field: ReviewField): boolean =>
  field.mustAnswer || field.mine !== null || field.byColumn;

/** Confirmed as shown with everything else; otherwise the person has to write it. */
export const isConfirmable = (field: ReviewField): boolean => shownValue(field) !== null;

const FIXED_KEYS: Readonly<Record<string, string>> = { blank: '0', both: 'B' };

/** `1`, `2`, … in the order of the paper; `0` for unmarked, `B` for both: the same on every form. */
export function choiceKeys(field: ReviewField): readonly ChoiceKey[] {
  let digit = 0;
  return (field.options ?? []).map((option) => {
    const fixed = FIXED_KEYS[option.value];
    if (fixed === undefined) digit += 1;
    return { key: fixed ?? String(digit), ...option };
  });
}

/** The choice a key names; full-width keys count, whatever the input method is set to. */
export function choiceFor(field: ReviewField, key: string): string | null {
  const pressed = key.normalize('NFKC').toUpperCase();
  return choiceKeys(field).find((choice) => choice.key === pressed)?.value ?? null;
}

/** `.3` on a number pad. */
const wholeNumber = ({ type }: ReviewField, draft: string): string =>
  type === 'decimal' ? draft.normalize('NFKC').trim().replace(/^\./, '0.') : draft;

export function echoOf(field: ReviewField, draft: string): Echo {
  if (draft.normalize('NFKC').trim() === '') return { kind: 'empty' };
  if (field.type === 'date') {
    const date = dateOfVisit(field.fieldId, parseWrittenDate(draft));
    if (date.kind === 'ambiguous') return date;
    return date.kind === 'certain' ? { kind: 'value', value: date.date } : { kind: 'not_a_value' };
  }
  const value = canonicalValue(formFieldOf(field), wholeNumber(field, draft));
  return value === null ? { kind: 'not_a_value' } : { kind: 'value', value };
}

/** What stands in the input when the person comes to the field. Unseen and not yet keyed: nothing. */
export function startingDraft(field: ReviewField): string {
  if (field.mine !== null) return field.mine.value ?? '';
  return shownValue(field) ?? '';
}

export const SAME_DAY_KEY = '=';

/** The field whose day `=` stands for; `null` where the key means nothing. */
export function sameDayField(
  field: ReviewField,
  fields: readonly ReviewField[],
): ReviewField | null {
  const otherId = dayMayBeThatOf(field.fieldId);
  const other = fields.find(({ fieldId }) => fieldId === otherId);
  return isEditable(field) && other !== undefined ? other : null;
}

/** The day people have said it is: this person, or, where it is closed, everybody. Never what was only read. */
export function daySaid({ mine, closed }: ReviewField): string | null {
  const said = mine ?? closed;
  return said?.answer === 'value' ? said.value : null;
}
