/**
 * Fits `circle` of calibration.json on generated sheets with seeds that no sample has:
 * node models/fit-circles.ts [--write]. A slope found on drawings is too steep for paper, hence SLOPE_SHARE.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ruledFiles } from '../samples/generator/ruled/ruled-pages.ts';
import { planRuledSheets } from '../samples/generator/ruled/ruled-plan.ts';
import type { RuledPlan } from '../samples/generator/ruled/ruled-plan-types.ts';
import { decodeRaster } from '../workers/engines/sharp.ts';
import { type LoadedTemplate, loadTemplates } from '../workers/engines/templates.ts';
import { type WordInk, wordInk } from '../workers/stages/circled-word.ts';
import { classify } from '../workers/stages/classify.ts';
import { inkPlane } from '../workers/stages/ink-plane.ts';
import { printedOf } from '../workers/stages/printed.ts';
import type { RegisteredPage } from '../workers/stages/raster.ts';
import { rectify } from '../workers/stages/rectify.ts';

const SLOPE_SHARE = 0.6;
const SEEDS = [' calibration 1'];

type Word = WordInk & { circled: boolean };

async function wordsOf(plan: RuledPlan, forms: readonly LoadedTemplate[]): Promise<Word[]> {
  const words: Word[] = [];
  for await (const { bytes } of ruledFiles([plan])) {
    const raster = await decodeRaster(bytes);
    const found = classify(raster, forms);
    const form = forms.find(({ template }) => template.id === found.template);
    if (form && found.registration) {
      const { mmToPx } = found.registration;
      const page = rectify(raster, mmToPx, form.template.pageMm);
      words.push(...wordsOn(page, form, plan));
    }
  }
  return words;
}

function wordsOn(page: RegisteredPage, form: LoadedTemplate, plan: RuledPlan): Word[] {
  const pen = inkPlane(page.raster, 'pen');
  const printed = printedOf(inkPlane(form.blank, 'any'), form.blankPxPerMm);
  return form.template.zones.flatMap((zone) => {
    if (zone.kind !== 'choice' || plan.scenario.struck?.field === zone.field) return [];
    const value = plan.fields[zone.field];
    if (value === 'both') return [];
    return wordInk(pen, page.pxPerMm, zone.options, printed).map((ink) => ({
      ...ink,
      circled: ink.value === value,
    }));
  });
}

/** Logistic regression of one variable by plain gradient descent, in the variable's own spread. */
function logisticFit(words: readonly Word[]): { middle: number; slope: number } {
  let [slope, middle] = [10, 0.5];
  for (let step = 0; step < 6000; step++) {
    let [ds, dm] = [0, 0];
    for (const { ringShare, circled } of words) {
      const wrong = 1 / (1 + Math.exp(-slope * (ringShare - middle))) - Number(circled);
      ds += wrong * (ringShare - middle);
      dm -= wrong * slope;
    }
    slope -= (60 * ds) / words.length;
    middle -= (0.004 * dm) / words.length;
  }
  return { middle: Number(middle.toFixed(2)), slope: Number((slope * SLOPE_SHARE).toFixed(1)) };
}

const forms = await loadTemplates(fileURLToPath(new URL('../forms', import.meta.url)));
const plans = SEEDS.flatMap((seed) => planRuledSheets(seed)).filter(
  ({ scenario }) => scenario.marks !== 'tick',
);
const words: Word[] = [];
for (const plan of plans) words.push(...(await wordsOf(plan, forms)));
const curve = logisticFit(words);
const spread = (of: Word[], key: keyof Omit<WordInk, 'value'>) => {
  const sorted = of.map((word) => word[key]).sort((a, b) => a - b);
  return [0, 0.01, 0.5, 0.99, 1].map((q) =>
    sorted[Math.floor(q * (sorted.length - 1))]?.toFixed(2),
  );
};
const [circled, bare] = [words.filter((w) => w.circled), words.filter((w) => !w.circled)];
stdout.write(`${JSON.stringify({ curve, circled: circled.length, bare: bare.length })}\n`);
for (const key of ['ringShare', 'insideMm2', 'aroundMm2', 'throughShare'] as const) {
  stdout.write(`${key} circled ${spread(circled, key)} bare ${spread(bare, key)}\n`);
}
if (argv.includes('--write')) {
  const path = fileURLToPath(new URL('calibration.json', import.meta.url));
  const calibration = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify({ ...calibration, circle: curve }, null, 2)}\n`);
}
