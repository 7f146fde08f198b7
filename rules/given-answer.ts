import type { FormField } from '../schemas/form-template.ts';
import type { ClosedField } from '../schemas/inoculation-record.ts';
import { canonicalValue } from './field-value.ts';

export type GivenAnswer = Readonly<{ answer: ClosedField['answer']; value: string | null }>;

/** `null`: not a value of this field. Choices have a value of their own for "nothing marked". */
export function givenAnswer(
  field: FormField,
  answer: GivenAnswer['answer'],
  written: string | null,
): GivenAnswer | null {
  const ownBlank = answer === 'blank' ? canonicalValue(field, 'blank') : null;
  if (ownBlank !== null && field.type === 'choice') return { answer: 'value', value: ownBlank };
  if (answer !== 'value') return field.type === 'person' ? null : { answer, value: null };
  const value = canonicalValue(field, written ?? '');
  return value === null ? null : { answer, value };
}
