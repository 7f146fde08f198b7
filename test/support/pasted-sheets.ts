import { fileURLToPath } from 'node:url';
import { prepareBarcodes } from '../../samples/generator/barcodes.ts';
import { inventBooks } from '../../samples/generator/books.ts';
import { drawForm } from '../../samples/generator/draw-form.ts';
import { drawPerson } from '../../samples/generator/draw-person.ts';
import { drawPhysician } from '../../samples/generator/draw-physician.ts';
import { labelShapes, stickerShapes } from '../../samples/generator/draw-sheet.ts';
import { groupSvg } from '../../samples/generator/drawing.ts';
import { loadLayout, loadTemplate } from '../../samples/generator/load-form.ts';
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

export const labelAt = async (plan: SheetPlan, [xMm, yMm, degrees]: Place): Promise<string> =>
  groupSvg(await labelShapes(plan), { xMm, yMm, degrees });

export const stickerAt = async (plan: SheetPlan, [xMm, yMm, degrees]: Place): Promise<string> =>
  groupSvg(await stickerShapes(plan), { xMm, yMm, degrees });

/** The filled form with these pieces of paper pasted on in their order, as a scanner sees it. */
export async function scanWith(plan: SheetPlan, pasted: readonly string[]): Promise<Uint8Array> {
  await prepareBarcodes();
  const rng = makeRng(plan.id);
  const ink = [...drawPerson(template, plan, rng), ...drawPhysician(template, plan, rng)];
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  const raster = await scanPage([form, groupSvg(ink), ...pasted], plan.pose, plan.scan, plan.id);
  return asPng(raster, plan.scan);
}
