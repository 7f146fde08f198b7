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
  /** Every word of this pass by somebody approving: one that differs is not undone by the next person's. */
  approve: readonly Keyed[];
  adjudicate: Keyed | null;
}>;

/** What a keyed value can be held against besides other people's words. */
export type Witness = Readonly<{
  reading: FieldReading | undefined;
  /** What the register says of the person named now; `null` where it says nothing of this field. */
  registerValue: string | null;
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
 * readers and confirmed unchanged; or equal to what the register says of the person named; or keyed equally
 * by two people; or, where those two differ, settled by a third. What was keyed again after the doubt was
 * shown is no independent word any more: the next person decides.
 */
export function fieldStatus(
  field: FormField,
  witness: Witness,
  keyings: Keyings,
  same: (one: Keyed, other: Keyed) => boolean = sameAnswer,
): FieldStatus {
  const { verify, approve, adjudicate } = keyings;
  if (verify === null) return { kind: 'open' };
  const closed = (keyed: Keyed, evidence: ClosedField['evidence']): FieldStatus => ({
    kind: 'closed',
    field: { fieldId: field.id, value: keyed.value, answer: keyed.answer, evidence },
  });
  const alone = evidenceAlone(field, witness, verify);
  if (alone !== null) return closed(verify, alone);
  if (approve.length === 0) return { kind: 'contested', needs: 'approve' };
  if (approve.every((word) => !word.shown && same(word, verify))) {
    return closed(verify, 'two_equal_keyings');
  }
  if (adjudicate !== null) return closed(adjudicate, 'adjudicated');
  return { kind: 'contested', needs: 'adjudicate' };
}

/** Why person A's word may be believed without a second keying; `null` where it may not. */
function evidenceAlone(
  field: FormField,
  { reading, registerValue }: Witness,
  keyed: Keyed,
): ClosedField['evidence'] | null {
  const keying = effectiveKeying(field, reading);
  if (keying === 'compare') return evidenceOfCompared(field, { reading, registerValue }, keyed);
  if (!agreesWithReading(field, reading, keyed)) return null;
  if (keying === 'shown') return 'confirmed_as_shown';
  return keyed.shown ? null : 'keyed_agrees_with_reading';
}

function evidenceOfCompared(
  field: FormField,
  { reading, registerValue }: Witness,
  keyed: Keyed,
): ClosedField['evidence'] | null {
  if (registerValue === null) return 'keyed_and_approved';
  const blank = keyed.answer === 'blank' && reading?.state === 'blank';
  const same = keyed.answer === 'value' && canonicalValue(field, registerValue) === keyed.value;
  return blank || same ? 'confirmed_as_shown' : null;
}

export function sameAnswer(one: Keyed, other: Keyed): boolean {
  return one.answer === other.answer && one.value === other.value;
}

/** Does the paper say, by this answer, what was read? */
export function agreesWithReading(
  field: FormField,
  reading: Pick<FieldReading, 'state' | 'value'> | undefined,
  keyed: Pick<Keyed, 'answer' | 'value'>,
): boolean {
  if (reading === undefined || reading.state === 'unreadable') return false;
  if (keyed.answer === 'blank') return reading.state === 'blank';
  if (reading.value === null) return false;
  if (keyed.answer !== 'value' || keyed.value === null) return false;
  return canonicalValue(field, reading.value) === keyed.value;
}
