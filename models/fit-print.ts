/**
 * Fits `maps` of calibration.json on labels and stickers drawn for it: node models/fit-print.ts [sheets] [--write].
 * Half of them are printed in a typeface and all with a seed that nothing else here uses; nothing scanned is used.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isSameValue } from '../cli/truth/same-value.ts';
import { prepareBarcodes } from '../samples/generator/barcodes.ts';
import { drawForm } from '../samples/generator/draw-form.ts';
import { pastedLabel, pastedSticker } from '../samples/generator/draw-sheet.ts';
import { groupSvg } from '../samples/generator/drawing.ts';
import { loadLayout, loadTemplate } from '../samples/generator/load-form.ts';
import type { ScanConditions, SheetPlan } from '../samples/generator/plan-types.ts';
import { randomPlans } from '../samples/generator/random-plans.ts';
import { makeRng } from '../samples/generator/rng.ts';
import { asBilevelTiff, asJpeg, scanPage } from '../samples/generator/scan.ts';
import type { FormTemplate } from '../schemas/form-template.ts';
import { readLabel } from '../workers/engines/label-reader.ts';
import { createEngines, type ReadingEngines } from '../workers/engines/reading-engines.ts';
import { decodeRaster } from '../workers/engines/sharp.ts';
import { readSticker } from '../workers/engines/sticker-reader.ts';
import { loadTemplates } from '../workers/engines/templates.ts';
import { fitMaps, type Judged } from '../workers/stages/fit-maps.ts';
import { judgePrint } from '../workers/stages/judge-print.ts';
import type { RegisteredPage } from '../workers/stages/raster.ts';

const FORM = 'jp-covid19-2021';
const SEED = 'calibration of print 1';
const AROUND_MM = 6;
type Box = readonly [number, number, number, number];

/** The part of a scanned sheet around a zone, registered as the whole page would be. */
async function scannedZone(
  bodies: readonly string[],
  [x, y, width, height]: Box,
  scan: ScanConditions,
  seed: string,
): Promise<RegisteredPage> {
  const canvasMm: [number, number] = [width + 2 * AROUND_MM, height + 2 * AROUND_MM];
  const centre = [x + width / 2, y + height / 2] as const;
  const offsetMm: [number, number] = [105 - centre[0], 148.5 - centre[1]];
  const pose = { skewDeg: 0, scale: 1, offsetMm, canvasMm };
  const upright = { ...scan, rotation: 0 as const };
  const raster = await scanPage(bodies, pose, upright, seed);
  const encoded = await (scan.colour === '1-bit' ? asBilevelTiff : asJpeg)(raster, upright);
  const source = await decodeRaster(encoded);
  const k = scan.dpi / 25.4;
  const [left, top] = [x - AROUND_MM, y - AROUND_MM];
  return { source, raster: source, pxPerMm: k, mmToPx: [k, 0, -left * k, 0, k, -top * k, 0, 0, 1] };
}

type Fields = Awaited<ReturnType<typeof readSticker>>;

function judged(plan: SheetPlan, fields: Fields): Judged[] {
  return Object.entries(fields).flatMap(([field, reading]) => {
    const written = plan.fields[field] ?? '';
    const right = isSameValue(field, reading.value, written);
    if (!right) stdout.write(`${plan.id} ${field}: ${written} read as ${reading.value}\n`);
    return judgePrint(field, reading, right);
  });
}

async function readPasted(
  plan: SheetPlan,
  form: string,
  template: FormTemplate,
  engines: ReadingEngines,
): Promise<Judged[]> {
  const rng = makeRng(`${plan.id}: ink`);
  const printed = engines.prints.get(template.id) ?? null;
  const all: Judged[] = [];
  for (const zone of template.zones) {
    if (zone.kind !== 'sticker' && zone.kind !== 'label') continue;
    const draw = zone.kind === 'sticker' ? pastedSticker : pastedLabel;
    const bodies = [form, await draw(plan, rng)];
    const page = await scannedZone(bodies, zone.searchMm, plan.scan, plan.id);
    const fields =
      zone.kind === 'sticker'
        ? await readSticker(page, zone, printed, engines)
        : await readLabel(page, zone, printed, engines);
    all.push(...judged(plan, fields));
  }
  return all;
}

async function main(): Promise<void> {
  const sheets = Number(argv[2] ?? 400);
  const forms = await loadTemplates(fileURLToPath(new URL('../forms', import.meta.url)));
  const loaded = await createEngines({ forms });
  const engines: ReadingEngines = { ...loaded, calibration: { ...loaded.calibration, maps: {} } };
  const template = loadTemplate(FORM);
  await prepareBarcodes();
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  const all: Judged[] = [];
  for (const plan of randomPlans(SEED, sheets)) {
    all.push(...(await readPasted(plan, form, template, engines)));
  }
  await engines.close();
  const maps = fitMaps(all);
  stdout.write(`${JSON.stringify(maps, null, 1)}\n`);
  if (argv.includes('--write')) {
    const path = fileURLToPath(new URL('calibration.json', import.meta.url));
    const calibration = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, `${JSON.stringify({ ...calibration, maps }, null, 2)}\n`);
  }
}

await main();
