import { canonicalValue } from '../../rules/field-value.ts';
import { recordOf } from '../../rules/record.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { InoculationRecord } from '../../schemas/inoculation-record.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { PageReading } from '../../schemas/reading.ts';

/** By these it is told whether a dose was given or the person was examined only. */
const OF_THE_SERVICE = ['physicianDecision', 'lotNumber', 'doseVolumeMl'] as const;

/** The record as far as the readers stand behind it: a value in doubt is none, and nothing is concluded from one. */
export function recordAsRead(
  form: FormTemplate,
  { fields }: Pick<PageReading, 'fields'>,
  resident: Resident | null,
): InoculationRecord {
  const values = Object.fromEntries(
    form.fields.map((field): [string, string | null] => {
      const reading = fields[field.id];
      if (reading?.accepted !== true || reading.value === null) return [field.id, null];
      return [field.id, reading.value === '' ? '' : canonicalValue(field, reading.value)];
    }),
  );
  const isKnown = fields['ocrLine']?.accepted === true;
  const record = recordOf(form, values, isKnown ? resident : null);
  const isOpen = OF_THE_SERVICE.some((field) => values[field] === null);
  return isOpen ? { ...record, serviceKind: null } : record;
}
