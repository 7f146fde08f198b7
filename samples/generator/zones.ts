import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { BoxMm } from '../../schemas/reading.ts';

type ZoneOf<K extends Zone['kind']> = Extract<Zone, { kind: K }>;

export function digitBoxes(template: FormTemplate, field: string): BoxMm[] {
  const zone = template.zones.find(
    (candidate): candidate is ZoneOf<'digit-boxes'> =>
      candidate.kind === 'digit-boxes' && candidate.field === field,
  );
  if (!zone) throw new Error(`no digit boxes for ${field}`);
  return zone.boxesMm;
}

export function choiceOption(template: FormTemplate, field: string): ZoneOf<'choice'>['options'] {
  const zone = template.zones.find(
    (candidate): candidate is ZoneOf<'choice'> =>
      candidate.kind === 'choice' && candidate.field === field,
  );
  if (!zone) throw new Error(`no choice for ${field}`);
  return zone.options;
}
