import type { FormField } from '../schemas/form-template.ts';
import { parseWrittenDate } from './calendar.ts';
import { personSaid } from './person-field.ts';

/** Spaces and width carry no meaning on these forms. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .trim();

/**
 * The one form in which a field's value is stored and compared: ISO dates, plain half-width digits, decimals
 * without padding, single-spaced names. `null`: what was keyed is not a value of this field.
 */
export function canonicalValue(field: FormField, written: string): string | null {
  const text = folded(written);
  if (text === '') return null;
  switch (field.type) {
    case 'date':
      return canonicalDate(text);
    case 'digits':
      return canonicalDigits(text, field.digits);
    case 'decimal':
      return /^\d{1,3}(\.\d{1,2})?$/.test(text) ? String(Number(text)) : null;
    case 'choice':
    case 'presence':
      return field.options?.some((option) => option.value === text) ? text : null;
    case 'code':
      return text.replace(/[\s-]/g, '').toUpperCase() || null;
    case 'person':
      return personSaid(text) === null ? null : text;
    case 'text':
      return text.replace(/[\s　]+/g, ' ');
    default:
      return field.type satisfies never;
  }
}

function canonicalDate(text: string): string | null {
  const date = parseWrittenDate(text);
  return date.kind === 'certain' ? date.date : null;
}

function canonicalDigits(text: string, length: number | undefined): string | null {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d+$/.test(digits)) return null;
  if (length === undefined) return digits.replace(/^0+(?=\d)/, '');
  return digits.length === length ? digits : null;
}
