import type { MatchOutcome } from '../../schemas/person-match.ts';
import type { PageReading } from '../../schemas/reading.ts';

const IN_DOUBT: readonly MatchOutcome[] = ['unsure', 'contradicted'];

/** The number names somebody whom what is written does not bear out: nobody is offered for confirmation with one key. */
export const isNumberInDoubt = (outcome: MatchOutcome | null): boolean =>
  outcome !== null && IN_DOUBT.includes(outcome);

/** Then the number is keyed from the paper like any other reading in doubt, however well it was read. */
export function withNumberInDoubt(reading: PageReading): PageReading {
  const line = reading.fields['ocrLine'];
  if (line === undefined) return reading;
  const ocrLine = { ...line, accepted: false, state: 'doubtful' as const };
  return { ...reading, fields: { ...reading.fields, ocrLine } };
}
