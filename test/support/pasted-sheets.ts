import { fileURLToPath } from 'node:url';
import { prepareBarcodes } from '../../samples/generator/barcodes.ts';
import { inventBooks } from '../../samples/generator/books.ts';
import { drawForm } from '../../samples/generator/draw-form.ts';
import { drawPerson } from '../../samples/generator/draw-person.ts';
import { drawPhysician } from '../../samples/generator/draw-physician.ts';
import { groupSvg } from '../../samples/generator/drawing.ts';
import { loadLayout, loadTemplate } from '../../samples/generator/load-form.ts';
import { ticketLabel, vaccineSticker } from '../../samples/generator/pasted.ts';
import { planSheet } from '../../samples/generator/plan.ts';
import type { Scenario, SheetPlan } from '../../samples/generator/plan-types.ts';
import { makeRng } from '../../samples/generator/rng.ts';
import { asPng, scanPage } from '../../samples/generator/scan.ts';
import { FORM } from '../../samples/generator/scanned-files.ts';

export const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));

const books = inventBooks(undefined, 'pasted sheets: books');
const template = loadTemplate(FORM);

export const sheetOf = (index: number, scenario: Partial<Scenario> = {}): SheetPlan =>
  planSheet(
    books,
    { hand: index, physicianHand: index + 3, ...scenario },
    index,
    `pasted-${index}`,
  );

type Place = readonly [xMm: number, yMm: number, degrees: number];

const written = ({ fields }: SheetPlan, field: string): string => fields[field] ?? '';

export async function labelAt(plan: SheetPlan, [xMm, yMm, degrees]: Place): Promise<string> {
  const shapes = await ticketLabel(
    {
      ocrLine: written(plan, 'ocrLine'),
      ticketType: written(plan, 'ticketType'),
      doseNumber: written(plan, 'doseNumberOnTicket'),
      municipalityCode: written(plan, 'municipalityCode'),
      ticketNumber: written(plan, 'ticketNumber'),
      name: written(plan, 'labelName'),
    },
    plan.scenario.withoutBars !== true,
  );
  return groupSvg(shapes, { xMm, yMm, degrees });
}

export async function stickerAt(plan: SheetPlan, [xMm, yMm, degrees]: Place): Promise<string> {
  const shapes = await vaccineSticker({
    product: written(plan, 'vaccineName'),
    manufacturer: written(plan, 'manufacturer'),
    lotNumber: written(plan, 'lotNumber'),
    expiry: written(plan, 'lotExpiry'),
    with2d: plan.scenario.with2d === true,
  });
  return groupSvg(shapes, { xMm, yMm, degrees });
}

/** The filled form with these pieces of paper pasted on in their order, as a scanner sees it. */
export async function scanWith(plan: SheetPlan, pasted: readonly string[]): Promise<Uint8Array> {
  await prepareBarcodes();
  const rng = makeRng(plan.id);
  const ink = [...drawPerson(template, plan, rng), ...drawPhysician(template, plan, rng)];
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  const raster = await scanPage([form, groupSvg(ink), ...pasted], plan.pose, plan.scan, plan.id);
  return asPng(raster, plan.scan);
}
