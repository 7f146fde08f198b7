import type { FormField, FormTemplate, Zone } from '../schemas/form-template.ts';
import type { InoculationRecord } from '../schemas/inoculation-record.ts';
import type { BoxMm, FieldReading } from '../schemas/reading.ts';
import { canonicalValue } from './field-value.ts';

/** One field of many sheets, each as a crop of the same place. */
export type Column = Readonly<{ field: FormField; cropMm: BoxMm }>;

/** Says who somebody is, as a record item or by the name the checks know it by: never shown away from the sheet. */
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

/** Paper around the boxes, beside and above: a mark goes beyond its box. Less where somebody writes next to it. */
const MARGINS_MM = [
  [3, 2.5],
  [1, 1],
] as const;

/**
 * The fields that may be confirmed away from their sheet: shown, not personal, and read from marks or from a
 * vaccine's own label. Whatever a person writes by hand, signs or stamps is looked at on the sheet, and is in no
 * crop of anything else.
 */
export function columnsOf(template: FormTemplate): Column[] {
  return template.fields.flatMap((field) => {
    if (field.keying !== 'shown' || PERSONAL.has(field.id)) return [];
    if (PERSONAL.has(field.recordItem ?? '')) return [];
    const zones = template.zones.filter((zone) => feeds(zone, field.id));
    const [zone] = zones;
    if (zone === undefined || zones.length > 1) return [];
    const byHand = template.zones.flatMap(personalPlace);
    const cropMm = cropsOf(zone).find((crop) => !byHand.some((place) => overlap(crop, place)));
    return cropMm === undefined ? [] : [{ field, cropMm }];
  });
}

const feeds = (zone: Zone, fieldId: string): boolean =>
  'field' in zone ? zone.field === fieldId : zone.fields.includes(fieldId);

/** Where names, addresses, signatures, seals and tickets are. */
function personalPlace(zone: Zone): BoxMm[] {
  switch (zone.kind) {
    case 'handwriting':
    case 'signature':
    case 'stamp':
    case 'printed-line':
      return [zone.boxMm];
    case 'label':
    case 'barcode':
      return [zone.searchMm];
    case 'digit-boxes':
    case 'choice':
    case 'sticker':
      return [];
    default:
      return zone satisfies never;
  }
}

const overlap = ([x, y, w, h]: BoxMm, [left, top, width, height]: BoxMm): boolean =>
  x < left + width && left < x + w && y < top + height && top < y + h;

/** From roomy to tight. */
function cropsOf(zone: Zone): BoxMm[] {
  if (zone.kind === 'sticker') return [zone.searchMm];
  if (zone.kind !== 'choice') return [];
  const boxes = zone.options.map(({ boxMm }) => boxMm);
  return MARGINS_MM.map(([beside, above]) => {
    const left = Math.max(0, Math.min(...boxes.map(([x]) => x)) - beside);
    const top = Math.max(0, Math.min(...boxes.map(([, y]) => y)) - above);
    const right = Math.max(...boxes.map(([x, , w]) => x + w)) + beside;
    const bottom = Math.max(...boxes.map(([, y, , h]) => y + h)) + above;
    return [left, top, right - left, bottom - top];
  });
}

/** The value put beside the crop; `null` where the readers do not stand behind one: that sheet is keyed unseen. */
export function columnValue(field: FormField, reading: FieldReading | undefined): string | null {
  if (reading?.accepted !== true || reading.value === null) return null;
  return canonicalValue(field, reading.value) === reading.value ? reading.value : null;
}
