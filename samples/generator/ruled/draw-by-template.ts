import type { FormTemplate, Zone } from '../../../schemas/form-template.ts';
import type { BoxMm } from '../../../schemas/reading.ts';
import type { Shape } from '../drawing.ts';
import { type Hand, writeInBox, writeLine } from '../hand.ts';
import { nameStamp } from '../pasted.ts';
import { printLine } from '../printed.ts';
import type { Rng } from '../rng.ts';
import { ellipse, penStroke, scribble, strikeOut, tickMark } from '../strokes.ts';
import { eraParts } from './eras.ts';
import type { RuledPlan } from './ruled-plan-types.ts';

type ZoneOf<K extends Zone['kind']> = Extract<Zone, { kind: K }>;

const BY_PHYSICIAN = new Set([
  'physicianDecision',
  'physicianSignature',
  'doseVolumeMl',
  'institutionCode',
  'vaccinationDate',
]);

/** Whatever people write on a form, from its template alone: where the boxes and words are, and what goes there. */
export function drawByTemplate(template: FormTemplate, plan: RuledPlan, rng: Rng): Shape[] {
  return [...template.zones.flatMap((zone) => drawZone(zone, plan, rng)), ...received(plan, rng)];
}

function drawZone(zone: Zone, plan: RuledPlan, rng: Rng): Shape[] {
  if (!('field' in zone)) return [];
  const value = plan.fields[zone.field] ?? '';
  const writer = BY_PHYSICIAN.has(zone.field) ? plan.physicianHand : plan.hand;
  switch (zone.kind) {
    case 'handwriting':
      return freehand(zone.boxMm, value, writer, rng);
    case 'digit-boxes':
      return boxed(zone, value, plan, writer, rng);
    case 'choice':
      return answer(zone, value, plan, writer, rng);
    case 'signature':
    case 'stamp':
      return value === 'present' ? signed(zone.boxMm, plan, zone.field, rng) : [];
    default:
      return [];
  }
}

function freehand([x, y, w, h]: BoxMm, text: string, writer: Hand, rng: Rng): Shape[] {
  const size = Math.min(h * 0.78, 5.4);
  const at = { x: x + 2 + Math.abs(rng.normal(1.5)), y: y + h * 0.5 + size * 0.38, size };
  return writeLine(writer, text, { ...at, maxWidth: w - 6 }, rng).shapes;
}

function boxed(
  zone: ZoneOf<'digit-boxes'>,
  value: string,
  plan: RuledPlan,
  writer: Hand,
  rng: Rng,
): Shape[] {
  if (value === '') return [];
  const { format, boxesMm } = zone;
  if (format.kind !== 'date-era') {
    const digits = value.replace(/[.-]/g, '');
    return inBoxes(boxesMm.slice(boxesMm.length - digits.length), digits, writer, rng);
  }
  const { era, digits } = eraParts(value, plan.scenario.zeros === true);
  const word = format.eras.find((option) => option.era === era);
  if (!word) throw new Error(`${zone.id} has no ${era}`);
  const circle = format.eras.length > 1 ? mark(plan, word.boxMm, writer, rng) : [];
  return [...circle, ...inBoxes(boxesMm, digits, writer, rng)];
}

/** A blank stands for a box left empty. */
function inBoxes(boxes: readonly BoxMm[], digits: string, writer: Hand, rng: Rng): Shape[] {
  return boxes.flatMap((box, i) => {
    const digit = digits[i] ?? ' ';
    return digit === ' ' ? [] : writeInBox(writer, digit, box, rng);
  });
}

function answer(
  zone: ZoneOf<'choice'>,
  value: string,
  plan: RuledPlan,
  writer: Hand,
  rng: Rng,
): Shape[] {
  const boxOf = (wanted: string): BoxMm => {
    const option = zone.options.find((one) => one.value === wanted);
    if (!option) throw new Error(`${zone.id} has no ${wanted}`);
    return option.boxMm;
  };
  if (value === 'blank') return [];
  if (value === 'both') {
    return zone.options.slice(0, 2).flatMap(({ boxMm }) => mark(plan, boxMm, writer, rng));
  }
  const { struck } = plan.scenario;
  const marks = mark(plan, boxOf(value), writer, rng);
  if (struck?.field !== zone.field) return marks;
  const [x, y, w, h] = boxOf(struck.first);
  const wrong = mark(plan, [x, y, w, h], writer, rng);
  return [...wrong, ...strikeOut(x - 2.4, x + w + 2.4, y + h / 2, writer.pen, rng), ...marks];
}

/** How one person marks a printed word. */
function mark(plan: RuledPlan, [x, y, w, h]: BoxMm, writer: Hand, rng: Rng): Shape[] {
  const style = plan.scenario.marks ?? 'circle';
  if (style === 'tick') return tickMark('check', [x + w / 2 - 1.6, y, 3.2], writer.pen, rng);
  const room = style === 'wide circle' ? 0.7 : 0;
  const rx = w / 2 + rng.between(1, 2) + room;
  const ry = h / 2 + rng.between(0.8, 1.5) + room / 2;
  const [dx, dy] = [rng.normal(0.45), rng.normal(0.35)];
  return penStroke(ellipse(x + w / 2 + dx, y + h / 2 + dy, rx, ry, rng), writer.pen, rng);
}

function signed([x, y, w, h]: BoxMm, plan: RuledPlan, field: string, rng: Rng): Shape[] {
  const byPhysician = BY_PHYSICIAN.has(field);
  if (!byPhysician) {
    const name = plan.fields['guardianName'] ?? plan.fields['name'] ?? '';
    return freehand([x + 4, y, w - 4, h], name, plan.hand, rng);
  }
  if (!plan.scenario.physicianStamps) {
    return scribble(
      [x + 6 + rng.normal(2), y + 1, rng.between(24, 34), h - 2],
      plan.physicianHand.pen,
      rng,
    );
  }
  const [surname = ''] = plan.physician.split(' ');
  const name = printLine(plan.physician.replace(' ', '　'), [x + 8, y + h / 2 + 1.6], {
    sizeMm: 4.2,
    weight: 500,
    colour: '#3a3a52',
  });
  return [
    name,
    ...nameStamp(surname, [x + 44 + rng.normal(1.5), y + h / 2 + rng.normal(0.5)], rng),
  ];
}

const RECEIVED = '#4a5a9a';

/** A town hall's date stamp: a ring with a line of print, wherever the clerk's hand fell. */
function received({ scenario }: RuledPlan, rng: Rng): Shape[] {
  if (!scenario.receivedAt) return [];
  const [cx, cy] = scenario.receivedAt;
  const ring = (radius: number): Shape => ({
    path: `M${cx - radius} ${cy}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`,
    stroke: RECEIVED,
    widthMm: rng.between(0.3, 0.5),
    opacity: 0.8,
  });
  const line = (text: string, y: number): Shape => ({
    ...printLine(text, [cx - 6.2, cy + y], { sizeMm: 2.6, weight: 500, colour: RECEIVED }),
    opacity: 0.8,
  });
  return [ring(9), ring(8.2), line('受付', -3), line('6.11.12', 1), line('豊中市', 5)];
}
