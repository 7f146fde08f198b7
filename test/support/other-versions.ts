import { drawForm } from '../../samples/generator/draw-form.ts';
import { drawSheet } from '../../samples/generator/draw-sheet.ts';
import { groupSvg } from '../../samples/generator/drawing.ts';
import type { FormLayout } from '../../samples/generator/form-layout.ts';
import { loadLayout, loadTemplate } from '../../samples/generator/load-form.ts';
import { asJpeg, scanPage } from '../../samples/generator/scan.ts';
import { FORM } from '../../samples/generator/scanned-files.ts';
import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { sheetOf } from './pasted-sheets.ts';

/** By how many mm what is printed at a place stands elsewhere in another version of the form. */
export type Shift = (xMm: number, yMm: number) => readonly [dxMm: number, dyMm: number];

const template = loadTemplate(FORM);
const layout = loadLayout(FORM);
/** A rule down the page belongs to all rows: it stays. */
const RULE_MM = 20;

/** A sheet of a version with other places, filled in accordingly: its marks and most of its print are our form's. */
export async function printedElsewhere(
  shift: Shift,
  seed: string,
): Promise<{ image: Uint8Array; written: Readonly<Record<string, string>> }> {
  const plan = sheetOf(seed.length, { scan: { colour: 'grey' } });
  const moved = movedTemplate(shift);
  const form = groupSvg(drawForm(moved, movedLayout(shift)));
  const bodies = [form, ...(await drawSheet(moved, plan))];
  const raster = await scanPage(bodies, plan.pose, plan.scan, seed);
  return { image: await asJpeg(raster, plan.scan), written: plan.fields };
}

function movedTemplate(shift: Shift): FormTemplate {
  const box = (boxMm: BoxMm): BoxMm => movedBox(boxMm, shift);
  const zones = template.zones.map((zone): Zone => {
    if (zone.kind === 'choice') {
      const options = zone.options.map((option) => ({ ...option, boxMm: box(option.boxMm) }));
      return { ...zone, options };
    }
    if ('boxesMm' in zone) return { ...zone, boxesMm: zone.boxesMm.map(box) };
    if ('boxMm' in zone) return { ...zone, boxMm: box(zone.boxMm) };
    return { ...zone, searchMm: box(zone.searchMm) };
  });
  return { ...template, zones };
}

function movedBox([x, y, width, height]: BoxMm, shift: Shift): BoxMm {
  const [dx, dy] = shift(x + width / 2, y + height / 2);
  return [x + dx, y + dy, width, height];
}

function movedLayout(shift: Shift): FormLayout {
  type Line = FormLayout['lines'][number];
  const line = ([x1, y1, x2, y2, width]: Line): Line => {
    if (Math.abs(y2 - y1) > RULE_MM) return [x1, y1, x2, y2, width];
    const [dx, dy] = shift((x1 + x2) / 2, (y1 + y2) / 2);
    return [x1 + dx, y1 + dy, x2 + dx, y2 + dy, width];
  };
  return {
    ...layout,
    lines: layout.lines.map(line),
    greyLines: layout.greyLines.map(line),
    dashed: layout.dashed.map((dashed) => ({ ...dashed, line: line(dashed.line) })),
    smallBoxes: layout.smallBoxes.map(([x, y, side, width]) => {
      const [dx, dy] = shift(x, y);
      return [x + dx, y + dy, side, width];
    }),
    texts: layout.texts.map((text) => ({ ...text, box: movedBox(text.box, shift) })),
  };
}
