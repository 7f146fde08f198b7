import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { type AcceptKind, type Calibration, calibrated } from './calibration.ts';
import type { Acceptable } from './fit-acceptance.ts';
import type { Judged } from './fit-maps.ts';
import type { PrintKind } from './votes.ts';

const PRINT_OF: Record<string, PrintKind> = {
  lotNumber: 'lot',
  lotExpiry: 'date',
  vaccineName: 'product',
  manufacturer: 'maker',
  labelName: 'name',
};

const ACCEPTED_AS: Record<Zone['kind'], AcceptKind> = {
  'digit-boxes': 'digits',
  choice: 'choice',
  signature: 'presence',
  stamp: 'presence',
  handwriting: 'presence',
  label: 'text',
  sticker: 'text',
  'printed-line': 'text',
  barcode: 'text',
};

/** A field as read by engines that accept everything that is not odd, beside what is written. */
export type JudgedReading = Readonly<{
  field: string;
  zone: Zone['kind'];
  reading: FieldReading;
  right: boolean;
}>;

/** What calibration learns from one field: nothing where the readers contradict each other, or read nothing. */
export function judgePrint({ field, reading, right }: JudgedReading): Judged[] {
  const kind = PRINT_OF[field];
  const [only, other] = reading.candidates;
  if (kind === undefined || only === undefined || other !== undefined) return [];
  return [{ source: `${kind}/${only.source}`, believed: only.probability, right }];
}

/** The same field as one that may be accepted, print at what it is worth by `maps`. */
export function judgeAcceptance(judged: JudgedReading, maps: Calibration['maps']): Acceptable[] {
  const { zone, reading, right } = judged;
  if (!reading.accepted) return [];
  const [print] = judgePrint(judged);
  const probability =
    print === undefined ? reading.probability : calibrated(maps, print.source, print.believed);
  return [{ kind: ACCEPTED_AS[zone], probability, right }];
}
