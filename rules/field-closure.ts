import type { FormField } from '../schemas/form-template.ts';
import type { ClosedField } from '../schemas/inoculation-record.ts';
import type { FieldReading } from '../schemas/reading.ts';
import { canonicalValue } from './field-value.ts';

/**
 * What a person answered for one field. `value` is canonical; `null` unless the answer is `value`.
 * `shown`: this person had already seen the reading, or that somebody disagrees, when answering.
 */
export type Keyed = Readonly<{
  answer: ClosedField['answer'];
  value: string | null;
  shown: boolean;
}>;

export type Keyings = Readonly<{
  verify: Keyed | null;
  approve: Keyed | null;
  adjudicate: Keyed | null;
}>;

/** `open`: nobody has answered. `contested`: answered, and something or somebody disagrees. */
export type FieldStatus =
  | { kind: 'open' }
  | { kind: 'contested'; needs: 'approve' | 'adjudicate' }
  | { kind: 'closed'; field: ClosedField };

/** How a field must be confirmed on this sheet: a shown field whose reading is in doubt is keyed unseen. */
export function effectiveKeying(
  field: FormField,
  reading: FieldReading | undefined,
): 'unseen' | 'shown' | 'compare' {
  if (field.keying === 'compare') return 'compare';
  if (field.keying === 'unseen') return 'unseen';
  return reading?.accepted === true ? 'shown' : 'unseen';
}

/**
 * When is a value believed? Keyed unseen and equal to an independent reading; or shown, accepted by the
 * readers and confirmed unchanged; or keyed equally by two people; or settled by a third. What was keyed
 * again after the doubt was shown is no independent word any more: the next person decides.
 */
export function fieldStatus(
  field: FormField,
  reading: FieldReading | undefined,
  keyings: Keyings,
): FieldStatus {
  const { verify, approve, adjudicate } = keyings;
  if (verify === null) return { kind: 'open' };
  const closed = (keyed: Keyed, evidence: ClosedField['evidence']): FieldStatus => ({
    kind: 'closed',
    field: { fieldId: field.id, value: keyed.value, answer: keyed.answer, evidence },
  });
  if (adjudicate !== null) return closed(adjudicate, 'adjudicated');
  const keying = effectiveKeying(field, reading);
  if (keying === 'compare') return closed(verify, 'confirmed_as_shown');
  const independent = keying === 'shown' || !verify.shown;
  if (independent && agreesWithReading(field, reading, verify)) {
    return closed(verify, keying === 'unseen' ? 'keyed_agrees_with_reading' : 'confirmed_as_shown');
  }
  if (approve === null) return { kind: 'contested', needs: 'approve' };
  return !approve.shown && sameAnswer(verify, approve)
    ? closed(verify, 'two_equal_keyings')
    : { kind: 'contested', needs: 'adjudicate' };
}

export function sameAnswer(one: Keyed, other: Keyed): boolean {
  return one.answer === other.answer && one.value === other.value;
}

function agreesWithReading(
  field: FormField,
  reading: FieldReading | undefined,
  keyed: Keyed,
): boolean {
  if (reading === undefined || reading.value === null || reading.state === 'unreadable')
    return false;
  if (keyed.answer === 'blank') return reading.state === 'blank' || reading.value === '';
  if (keyed.answer !== 'value' || keyed.value === null) return false;
  return canonicalValue(field, reading.value) === keyed.value;
}
