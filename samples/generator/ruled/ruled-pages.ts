import type { FormTemplate } from '../../../schemas/form-template.ts';
import { drawForm } from '../draw-form.ts';
import { groupSvg, type Shape } from '../drawing.ts';
import type { FormLayout } from '../form-layout.ts';
import { loadLayout, loadTemplate } from '../load-form.ts';
import { vaccineSticker } from '../pasted.ts';
import { printLine } from '../printed.ts';
import { makeRng, type Rng } from '../rng.ts';
import { asBilevelTiff, asJpeg, scanPage } from '../scan.ts';
import { type PageTruth, scanTruth } from '../truth.ts';
import { drawByTemplate } from './draw-by-template.ts';
import type { RuledPlan } from './ruled-plan-types.ts';

export type RuledFile = { form: string; name: string; bytes: Uint8Array; truth: PageTruth };

async function sticker(template: FormTemplate, plan: RuledPlan, rng: Rng): Promise<string> {
  const zone = template.zones.find((one) => one.kind === 'sticker');
  const lotNumber = plan.fields['lotNumber'] ?? '';
  if (zone?.kind !== 'sticker' || lotNumber === '') return '';
  const shapes = await vaccineSticker({
    product: plan.fields['vaccineName'] ?? '',
    manufacturer: plan.stickerMaker,
    lotNumber,
    expiry: plan.fields['lotExpiry'] ?? '',
    with2d: false,
  });
  const [x, y] = zone.searchMm;
  return groupSvg(shapes, {
    xMm: x + 5 + rng.normal(1),
    yMm: y + 5 + rng.normal(1),
    degrees: rng.normal(1.3),
  });
}

/** Clinic and physician by rubber stamp, to the right of the printed words that ask for them. */
function place(layout: FormLayout, plan: RuledPlan): Shape[] {
  return [
    ['実施場所', plan.clinic],
    ['医師名', plan.physician],
  ].flatMap(([label, text = '']) => {
    const printed = layout.texts.find((one) => one.text === label);
    if (!printed) return [];
    const baseline = printed.box[1] + printed.box[3] + 0.6;
    return printLine(text, [118, baseline], { sizeMm: 4, weight: 500, colour: '#3a3a52' });
  });
}

/** What lies on the scanner for one sheet, as SVG bodies in page mm. */
export async function ruledBodies(plan: RuledPlan): Promise<string[]> {
  const template = loadTemplate(plan.form);
  const layout = loadLayout(plan.form);
  const rng = makeRng(`yoshin samples: ink of ${plan.id}`);
  const { width, height } = template.pageMm;
  const { paper } = plan.scenario;
  const tint = paper ? `<rect width="${width}" height="${height}" fill="${paper}"/>` : '';
  return [
    tint,
    groupSvg(drawForm(template, layout)),
    groupSvg(place(layout, plan)),
    groupSvg(drawByTemplate(template, plan, rng)),
    await sticker(template, plan, rng),
  ];
}

function truthOf(plan: RuledPlan, file: string): PageTruth {
  const template = loadTemplate(plan.form);
  const { struck, marks = 'circle' } = plan.scenario;
  const printed = new Set(['vaccineName', 'manufacturer', 'lotNumber', 'lotExpiry']);
  return {
    sheet: plan.id,
    file,
    page: 1,
    template: plan.form,
    duplicateOf: null,
    fields: Object.fromEntries(template.fields.map(({ id }) => [id, plan.fields[id] ?? ''])),
    writtenBy: Object.fromEntries(
      template.fields.map(({ id }) => [id, printed.has(id) ? 'print' : `hand:${plan.hand.id}`]),
    ),
    extra: { venue: plan.clinic, physicianName: plan.physician },
    conditions: {
      corrections: struck
        ? [
            {
              field: struck.field,
              kind: 'circle struck through, other circled',
              first: struck.first,
            },
          ]
        : [],
      degradations: plan.scan.degradations,
      notes: plan.scenario.receivedAt ? ['received stamp over the answers'] : [],
      markStyle: marks,
      ...scanTruth(plan.pose, plan.scan),
    },
    plantedProblems: [],
  };
}

/** The scanned sheets with their truth, one file each. */
export async function* ruledFiles(plans: readonly RuledPlan[]): AsyncGenerator<RuledFile> {
  for (const plan of plans) {
    const serial = plan.id.slice(plan.id.indexOf('-') + 1);
    const bilevel = plan.scan.colour === '1-bit';
    const name = `scan_0${serial}.${bilevel ? 'tif' : 'jpg'}`;
    const raster = await scanPage(await ruledBodies(plan), plan.pose, plan.scan, plan.id);
    const bytes = await (bilevel ? asBilevelTiff : asJpeg)(raster, plan.scan);
    yield { form: plan.form, name, bytes, truth: truthOf(plan, `scans/${name}`) };
  }
}
