import type { FormTemplate } from '../../schemas/form-template.ts';
import { drawPerson } from './draw-person.ts';
import { drawPhysician } from './draw-physician.ts';
import { groupSvg, type Shape } from './drawing.ts';
import { ticketLabel, vaccineSticker } from './pasted.ts';
import type { SheetPlan } from './plan-types.ts';
import { makeRng, type Rng } from './rng.ts';

const field = (plan: SheetPlan, id: string): string => plan.fields[id] ?? '';

const face = ({ scenario: { print } }: SheetPlan) => (print === undefined ? {} : { face: print });

/** The ticket label of this sheet, before anybody pastes it on. */
export const labelShapes = (plan: SheetPlan): Promise<Shape[]> =>
  ticketLabel(
    {
      ocrLine: field(plan, 'ocrLine'),
      ticketType: field(plan, 'ticketType'),
      doseNumber: field(plan, 'doseNumberOnTicket'),
      municipalityCode: field(plan, 'municipalityCode'),
      ticketNumber: field(plan, 'ticketNumber'),
      name: field(plan, 'labelName'),
      ...face(plan),
    },
    !plan.scenario.withoutBars,
  );

export const stickerShapes = (plan: SheetPlan): Promise<Shape[]> =>
  vaccineSticker({
    product: field(plan, 'vaccineName'),
    manufacturer: field(plan, 'manufacturer'),
    lotNumber: field(plan, 'lotNumber'),
    expiry: field(plan, 'lotExpiry'),
    with2d: plan.scenario.with2d === true,
    ...face(plan),
  });

export async function pastedLabel(plan: SheetPlan, rng: Rng): Promise<string> {
  return groupSvg(await labelShapes(plan), {
    xMm: 136.2 + rng.normal(0.9),
    yMm: 16.6 + rng.normal(0.9),
    degrees: plan.labelDegrees,
  });
}

export async function pastedSticker(plan: SheetPlan, rng: Rng): Promise<string> {
  if (!field(plan, 'lotNumber')) return '';
  return groupSvg(await stickerShapes(plan), {
    xMm: 15.6 + rng.normal(0.4),
    yMm: 256.4 + rng.normal(0.7),
    degrees: rng.normal(1.2),
  });
}

/** What lies on the printed form, from the first pen stroke to the last sticker, as SVG groups in page mm. */
export async function drawSheet(template: FormTemplate, plan: SheetPlan): Promise<string[]> {
  const rng = makeRng(`yoshin samples: ink of ${plan.id}`);
  const ink = [...drawPerson(template, plan, rng), ...drawPhysician(template, plan, rng)];
  return [groupSvg(ink), await pastedLabel(plan, rng), await pastedSticker(plan, rng)];
}
