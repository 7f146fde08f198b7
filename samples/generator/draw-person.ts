import type { FormTemplate } from '../../schemas/form-template.ts';
import { writtenAddress } from './books.ts';
import type { Shape } from './drawing.ts';
import { type Hand, writeInBox, writeLine } from './hand.ts';
import type { SheetPlan } from './plan-types.ts';
import type { Rng } from './rng.ts';
import { ellipse, penStroke, strikeOut, tickMark } from './strokes.ts';
import { choiceOption, digitBoxes } from './zones.ts';

// Where the printed words lie that people circle or write beside, mm (see layout.json).
const PREFECTURE_FU: readonly [number, number] = [68.6, 30.35];
const CITY_SHI: readonly [number, number] = [122.4, 26.5];

/** Digits from the first box on, or from the last backwards. */
export function boxedDigits(
  template: FormTemplate,
  field: string,
  digits: string,
  writer: Hand,
  rng: Rng,
  align: 'left' | 'right' = 'left',
): Shape[] {
  const boxes = digitBoxes(template, field);
  const first = align === 'right' ? boxes.length - digits.length : 0;
  return [...digits].flatMap((digit, i) => {
    const box = boxes[first + i];
    if (!box) throw new Error(`${field} has no box for digit ${i + 1}`);
    return writeInBox(writer, digit, box, rng);
  });
}

/** The marks of one choice field, with a wrong first answer struck out where the scenario wants one. */
export function choiceMarks(
  template: FormTemplate,
  field: string,
  value: string,
  writer: Hand,
  rng: Rng,
): Shape[] {
  const values = value === 'both' ? choiceOption(template, field).map((o) => o.value) : [value];
  return choiceOption(template, field)
    .filter((option) => values.includes(option.value))
    .flatMap(({ boxMm: [x, y, side] }) => tickMark(writer.mark, [x, y, side], writer.pen, rng));
}

function addressAndName(plan: SheetPlan, rng: Rng): Shape[] {
  const { hand, person, fields } = plan;
  const circle = ([cx, cy]: readonly [number, number]): Shape[] =>
    penStroke(ellipse(cx, cy, 2.4, 2.1, rng), hand.pen, rng);
  const line = (text: string, x: number, y: number, size: number, maxWidth: number): Shape[] =>
    writeLine(hand, text, { x, y, size, maxWidth }, rng).shapes;
  return [
    ...line('大阪', 38 + rng.normal(4), 30.2, 5.4, 25),
    ...circle(PREFECTURE_FU),
    ...line('豊中', 90 + rng.normal(4), 30.2, 5.4, 25),
    ...circle(CITY_SHI),
    ...line(writtenAddress(person).line2, 24 + rng.normal(1.5), 39.8, 5.2, 105),
    ...line(fields['kana'] ?? '', 24 + rng.normal(1.5), 45.9, 3.1, 55),
    ...line(fields['name'] ?? '', 24 + rng.normal(1.5), 53.2, 6.2, 55),
    ...phone(plan, rng),
  ];
}

function phone({ hand, fields }: SheetPlan, rng: Rng): Shape[] {
  const [area = '', office = '', subscriber = ''] = (fields['phone'] ?? '').split('-');
  const at = (text: string, x: number, y: number): Shape[] =>
    writeLine(hand, text, { x, y, size: 4.6, maxWidth: 16 }, rng).shapes;
  return [...at(area, 97.5, 48.2), ...at(office, 97, 53.6), ...at(subscriber, 114.5, 53.6)];
}

/** The first dose, which the first question asks for, and the boxes inside questions 4 and 5. */
function insideQuestions({ hand, fields, firstDose, scenario }: SheetPlan, rng: Rng): Shape[] {
  const [, month = '', day = ''] = firstDose.split('-').map((part) => part.replace(/^0/, ''));
  const small = (text: string, x: number): Shape[] =>
    writeLine(hand, text, { x, y: 79.4, size: 4, maxWidth: 8 }, rng).shapes;
  const sub = (x: number, y: number): Shape[] => tickMark('check', [x, y, 2.8], hand.pen, rng);
  const old = Number(fields['age'] || '70') >= 65;
  return [
    ...small(month, 77),
    ...small(day, 90.5),
    ...(fields['q04'] === 'yes' ? sub(old ? 41.91 : 13.68, 100.68) : []),
    ...(scenario.answers?.['q05'] === 'yes' ? sub(30.41, 119) : []),
  ];
}

function questions(
  template: FormTemplate,
  { hand, fields, scenario }: SheetPlan,
  rng: Rng,
): Shape[] {
  return Object.keys(fields)
    .filter((field) => /^q\d\d$/.test(field))
    .flatMap((field) => {
      const value = fields[field] ?? '';
      const marks = choiceMarks(template, field, value, hand, rng);
      if (scenario.struck !== field) return marks;
      const wrong = value === 'yes' ? 'no' : 'yes';
      const box = choiceOption(template, field).find((option) => option.value === wrong)?.boxMm;
      if (!box) return marks;
      return [
        ...choiceMarks(template, field, wrong, hand, rng),
        ...strikeOut(box[0] - 1.5, box[0] + box[2] + 7, box[1] + box[3] / 2, hand.pen, rng),
        ...marks,
      ];
    });
}

const YEAR_OF: Record<string, (year: number) => string> = {
  wareki: (year) => `令和${year - 2018}`,
  short: (year) => `R${year - 2018}`,
  seireki: (year) => String(year),
};

function consent({ hand, fields, scenario }: SheetPlan, rng: Rng): Shape[] {
  const shapes: Shape[] = [];
  const date = fields['consentDate'] ?? '';
  if (date) {
    const [year = '', month = '', day = ''] = date.split('-');
    const write = (text: string, x: number, maxWidth: number): void => {
      shapes.push(...writeLine(hand, text, { x, y: 242.4, size: 4.4, maxWidth }, rng).shapes);
    };
    write(YEAR_OF[scenario.consentDate ?? 'wareki']?.(Number(year)) ?? year, 96.6, 9.4);
    write(String(Number(month)), 111.5, 6);
    write(String(Number(day)), 122.8, 6.4);
  }
  if (fields['consentSignature'] === 'present') {
    const name = fields['name'] ?? '';
    const at = { x: 157 + rng.normal(2), y: 242.6, size: 6, maxWidth: 42 };
    shapes.push(...writeLine(hand, name, at, rng).shapes);
  }
  return shapes;
}

/** Everything the vaccinated person writes. */
export function drawPerson(template: FormTemplate, plan: SheetPlan, rng: Rng): Shape[] {
  const { hand, fields } = plan;
  const boxes = (field: string, digits: string, align: 'left' | 'right' = 'left'): Shape[] =>
    boxedDigits(template, field, digits, hand, rng, align);
  return [
    ...addressAndName(plan, rng),
    ...boxes('birthDate', (fields['birthDate'] ?? '').replaceAll('-', '')),
    ...boxes('age', fields['age'] ?? '', 'right'),
    ...boxes('bodyTemperature', (fields['bodyTemperature'] ?? '').replace('.', '')),
    ...choiceMarks(template, 'sex', fields['sex'] ?? '', hand, rng),
    ...insideQuestions(plan, rng),
    ...questions(template, plan, rng),
    ...choiceMarks(template, 'consent', fields['consent'] ?? '', hand, rng),
    ...consent(plan, rng),
  ];
}
