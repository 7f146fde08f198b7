import type { FieldReading } from '../../schemas/reading.ts';
import type { Judged } from './fit-maps.ts';
import type { PrintKind } from './votes.ts';

const KIND_OF: Record<string, PrintKind> = {
  lotNumber: 'lot',
  lotExpiry: 'date',
  vaccineName: 'product',
  manufacturer: 'maker',
  labelName: 'name',
};

/** What calibration learns from one field: nothing where the readers contradict each other, or read nothing. */
export function judgePrint(field: string, reading: FieldReading, right: boolean): Judged[] {
  const kind = KIND_OF[field];
  const [only, other] = reading.candidates;
  if (kind === undefined || only === undefined || other !== undefined) return [];
  return [{ source: `${kind}/${only.source}`, believed: only.probability, right }];
}
