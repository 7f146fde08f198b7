import type { FormTemplate } from '../../schemas/form-template.ts';
import { boxedDigits, choiceMarks } from './draw-person.ts';
import type { Shape } from './drawing.ts';
import { writeLine } from './hand.ts';
import { nameStamp } from './pasted.ts';
import type { SheetPlan } from './plan-types.ts';
import { printedWidth, printLine } from './printed.ts';
import type { Rng } from './rng.ts';
import { scribble } from './strokes.ts';
import { digitBoxes } from './zones.ts';

const RUBBER = '#3a3a52';

const rubberStamp = (text: string, at: readonly [number, number], sizeMm: number): Shape => ({
  ...printLine(text, at, { sizeMm, weight: 500, colour: RUBBER }),
  opacity: 0.82,
});

function signature(plan: SheetPlan, rng: Rng): Shape[] {
  const { institution, physicianHand, scenario } = plan;
  if (!scenario.physicianStamps) {
    const box = [158 + rng.normal(2), 206.8, rng.between(24, 34), 10] as const;
    return scribble(box, physicianHand.pen, rng);
  }
  const [surname = ''] = institution.physician.split(' ');
  return [
    rubberStamp(institution.physician.replace(' ', '　'), [158, 213.8], 4.4),
    ...nameStamp(surname, [190 + rng.normal(1.5), 212 + rng.normal(0.6)], rng),
  ];
}

/** Clinic and physician: most clinics own a rubber stamp, some write. */
function place(plan: SheetPlan, rng: Rng): Shape[] {
  const { institution, physicianHand } = plan;
  if (plan.scenario.physicianStamps || plan.scenario.hand % 2 === 0) {
    return [
      rubberStamp(institution.address, [87, 262.5], 2.6),
      rubberStamp(institution.name, [87, 267.2], 4),
      rubberStamp(institution.physician, [86, 278], 4),
    ];
  }
  const line = (text: string, x: number, y: number): Shape[] =>
    writeLine(physicianHand, text, { x, y, size: 5, maxWidth: 44 }, rng).shapes;
  return [...line(institution.name, 80, 267.5), ...line(institution.physician, 84, 280)];
}

function institutionCode(template: FormTemplate, plan: SheetPlan, rng: Rng): Shape[] {
  const code = plan.fields['institutionCode'] ?? '';
  if (!plan.scenario.printedCode) {
    return boxedDigits(template, 'institutionCode', code, plan.physicianHand, rng);
  }
  const [dx, dy] = [rng.normal(0.4), rng.normal(0.4)];
  return digitBoxes(template, 'institutionCode').map(([x, y, w, h], i) => {
    const digit = code[i] ?? '';
    return rubberStamp(digit, [x + (w - printedWidth(digit, 5)) / 2 + dx, y + h / 2 + 1.8 + dy], 5);
  });
}

/** Everything the physician writes, stamps and ticks. */
export function drawPhysician(template: FormTemplate, plan: SheetPlan, rng: Rng): Shape[] {
  const { fields, physicianHand } = plan;
  const boxes = (field: string, digits: string): Shape[] =>
    boxedDigits(template, field, digits, physicianHand, rng);
  return [
    ...choiceMarks(
      template,
      'physicianDecision',
      fields['physicianDecision'] ?? '',
      physicianHand,
      rng,
    ),
    ...signature(plan, rng),
    ...place(plan, rng),
    ...boxes('doseVolumeMl', (fields['doseVolumeMl'] ?? '').replace('.', '')),
    ...institutionCode(template, plan, rng),
    // 202 is preprinted.
    ...boxes('vaccinationDate', (fields['vaccinationDate'] ?? '').replaceAll('-', '').slice(3)),
  ];
}
