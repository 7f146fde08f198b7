import { drawForm } from '../../samples/generator/draw-form.ts';
import { groupSvg, type Shape } from '../../samples/generator/drawing.ts';
import { writeInBox } from '../../samples/generator/hand.ts';
import { loadLayout, loadTemplate } from '../../samples/generator/load-form.ts';
import { nameStamp } from '../../samples/generator/pasted.ts';
import type { SheetPlan } from '../../samples/generator/plan-types.ts';
import { makeRng, type Rng } from '../../samples/generator/rng.ts';
import { asPng, scanPage } from '../../samples/generator/scan.ts';
import { FORM } from '../../samples/generator/scanned-files.ts';
import { type Point, penStroke } from '../../samples/generator/strokes.ts';
import { digitBoxes } from '../../samples/generator/zones.ts';
import type { BoxMm } from '../../schemas/reading.ts';

/** Every field of the form that is written in boxes, with the digits that its value puts there. */
const WRITTEN: Record<string, (value: string) => string> = {
  birthDate: (iso) => iso.replaceAll('-', ''),
  age: (years) => years,
  bodyTemperature: (degrees) => degrees.replace('.', ''),
  doseVolumeMl: (millilitres) => millilitres.replace('.', ''),
  institutionCode: (code) => code,
  vaccinationDate: (iso) => iso.replaceAll('-', '').slice(3),
};
export const DIGIT_FIELDS = Object.keys(WRITTEN);

export type Strike =
  | 'not'
  | 'never written'
  | 'one line'
  | 'two lines'
  | 'a slash'
  | 'a cross'
  | 'a scribble'
  | 'a seal';
/** Where the right digit is written again. */
export type Rewritten = 'nowhere' | 'above' | 'below' | 'beside' | 'over it' | 'small in the box';

/** By the right digit: a slip that shows under it. A 9 under a 1, or a 3 under an 8, nobody can see. */
const SHOWS_UNDER = ['2', '2', '5', '4', '3', '4', '2', '5', '4', '2'];

const template = loadTemplate(FORM);

/**
 * The form with one wrong digit, the `nth`, in every field of boxes, which its writer put right. `never written`: all
 * boxes are empty, and all digits stand beside them.
 */
export async function scanOfStruck(
  plan: SheetPlan,
  strike: Strike,
  rewritten: Rewritten,
  nth: number,
): Promise<Uint8Array> {
  const rng = makeRng(`${plan.id} ${strike} ${rewritten}`);
  const ink = DIGIT_FIELDS.flatMap((field, at) => {
    const digits = WRITTEN[field]?.(plan.fields[field] ?? '') ?? '';
    const boxes = digitBoxes(template, field).slice(field === 'age' ? -digits.length : 0);
    const wrongAt = (nth + at) % Math.max(1, digits.length);
    return [...digits].flatMap((digit, i) => {
      const box = boxes[i];
      if (box === undefined) throw new Error(`${field} has no box for digit ${i + 1}`);
      if (strike === 'never written') return writtenAgain(digit, rewritten, box, plan, rng);
      if (i !== wrongAt) return writeInBox(plan.hand, digit, box, rng);
      return [
        ...writeInBox(plan.hand, slipFor(digit, rewritten, rng), box, rng),
        ...struck(strike, box, plan, rng),
        ...writtenAgain(digit, rewritten, box, plan, rng),
      ];
    });
  });
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  const raster = await scanPage([form, groupSvg(ink)], plan.pose, plan.scan, plan.id);
  return asPng(raster, plan.scan);
}

function slipFor(digit: string, rewritten: Rewritten, rng: Rng): string {
  const other = String((Number(digit) + 1 + rng.int(0, 7)) % 10);
  return rewritten === 'over it' ? (SHOWS_UNDER[Number(digit)] ?? other) : other;
}

function struck(strike: Strike, box: BoxMm, { hand, person }: SheetPlan, rng: Rng): Shape[] {
  const [x, y, width, height] = box;
  const shaky = () => rng.normal(0.2);
  const line = (...points: Point[]) => penStroke(points, hand.pen, rng);
  const across = (share: number, over: number) =>
    line(
      [x - over, y + height * share + shaky()],
      [x + width / 2, y + height * share + shaky()],
      [x + width + over, y + height * share + shaky()],
    );
  const middle: Point = [x + width / 2, y + height / 2 + shaky()];
  const slash = () => line([x + width - 0.5, y + 0.8], middle, [x + 0.5, y + height - 0.8]);
  switch (strike) {
    case 'not':
    case 'never written':
      return [];
    case 'one line':
      return across(0.5, -0.3);
    case 'two lines':
      return [...across(0.4, 0.2), ...across(0.6, 0.2)];
    case 'a slash':
      return slash();
    case 'a cross':
      return [...slash(), ...line([x + 0.5, y + 0.8], middle, [x + width - 0.5, y + height - 0.8])];
    case 'a scribble':
      return line(
        ...Array.from(
          { length: 12 },
          (_, i): Point => [
            x + (i % 2 === 0 ? 0.15 : 0.85) * width + shaky(),
            y + (0.12 + (0.76 * i) / 11) * height,
          ],
        ),
      );
    case 'a seal':
      return nameStamp(person.surname, [x + width / 2, y + height / 2], rng);
    default:
      return strike satisfies never;
  }
}

function writtenAgain(
  digit: string,
  where: Rewritten,
  [x, y, width, height]: BoxMm,
  { hand }: SheetPlan,
  rng: Rng,
): Shape[] {
  const places: Record<Exclude<Rewritten, 'nowhere'>, BoxMm> = {
    above: [x + 0.4, y - height * 0.66, width * 0.8, height * 0.62],
    below: [x + 0.4, y + height * 1.05, width * 0.8, height * 0.62],
    beside: [x + width * 0.8, y + height * 0.3, width * 0.75, height * 0.55],
    'over it': [x, y, width, height],
    'small in the box': [x + width * 0.45, y, width * 0.55, height * 0.6],
  };
  return where === 'nowhere' ? [] : writeInBox(hand, digit, places[where], rng);
}
