import type { FormField, FormTemplate, Zone } from '../schemas/form-template.ts';
import type { InoculationRecord } from '../schemas/inoculation-record.ts';
import type { BoxMm, FieldReading } from '../schemas/reading.ts';
import { canonicalValue } from './field-value.ts';

/** One field of many sheets, each as a crop of the same place. */
export type Column = Readonly<{ field: FormField; cropMm: BoxMm }>;

/** Says who somebody is: never shown away from the sheet, whatever kind of field it is read from. */
const PERSONAL: ReadonlySet<string> = new Set<keyof InoculationRecord>([
  'residentId',
  'householdId',
  'name',
  'kana',
  'birthDate',
  'sex',
  'address',
  'phone',
  'guardianName',
  'ticketCode',
  'ticketNumber',
]);

/** A mark goes beyond its box; the next question does not come into the picture. */
const BESIDE_MM = 3;
const ABOVE_MM = 2.5;

/**
 * The fields that may be confirmed away from their sheet: shown, not personal, and read from marks or from a
 * vaccine's own label. Whatever a person writes by hand, signs or stamps is looked at on the sheet.
 */
export function columnsOf(template: FormTemplate): Column[] {
  return template.fields.flatMap((field) => {
    if (field.keying !== 'shown' || PERSONAL.has(field.recordItem ?? '')) return [];
    const zones = template.zones.filter((zone) => feeds(zone, field.id));
    const [zone] = zones;
    const cropMm = zone === undefined || zones.length > 1 ? null : cropOf(zone, template.pageMm);
    return cropMm === null ? [] : [{ field, cropMm }];
  });
}

const feeds = (zone: Zone, fieldId: string): boolean =>
  'field' in zone ? zone.field === fieldId : zone.fields.includes(fieldId);

function cropOf(zone: Zone, page: FormTemplate['pageMm']): BoxMm | null {
  if (zone.kind === 'sticker') return zone.searchMm;
  if (zone.kind !== 'choice') return null;
  const boxes = zone.options.map(({ boxMm }) => boxMm);
  const left = Math.max(0, Math.min(...boxes.map(([x]) => x)) - BESIDE_MM);
  const top = Math.max(0, Math.min(...boxes.map(([, y]) => y)) - ABOVE_MM);
  const right = Math.min(page.width, Math.max(...boxes.map(([x, , w]) => x + w)) + BESIDE_MM);
  const bottom = Math.min(page.height, Math.max(...boxes.map(([, y, , h]) => y + h)) + ABOVE_MM);
  return [left, top, right - left, bottom - top];
}

/** The value put beside the crop; `null` where the readers do not stand behind one: that sheet is keyed unseen. */
export function columnValue(field: FormField, reading: FieldReading | undefined): string | null {
  if (reading?.accepted !== true || reading.value === null) return null;
  return canonicalValue(field, reading.value) === reading.value ? reading.value : null;
}
