import sharp from 'sharp';
import { inventBooks } from '../../samples/generator/books.ts';
import { pageSvg } from '../../samples/generator/drawing.ts';
import { planSheets } from '../../samples/generator/plan.ts';
import { ruledBodies } from '../../samples/generator/ruled/ruled-pages.ts';
import { planRuledSheets } from '../../samples/generator/ruled/ruled-plan.ts';
import { FORM, preparePages } from '../../samples/generator/scanned-files.ts';
import type { DrawnPage } from './photograph.ts';

const PX_PER_MM = 12;
const PAGE_MM = { width: 210, height: 297 };

async function drawn(bodies: readonly string[]): Promise<DrawnPage> {
  const svg = pageSvg(bodies, PAGE_MM, PX_PER_MM);
  const { data, info } = await sharp(Buffer.from(svg), { unlimited: true })
    .flatten({ background: '#fbfaf6' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raster = { widthPx: info.width, heightPx: info.height, channels: 3 as const, data };
  return { raster, pxPerMm: PX_PER_MM, pageMm: PAGE_MM };
}

/** One filled sheet of a form, drawn flat: by its marks or by its rules it is placed. */
export async function drawnPage(form: string): Promise<DrawnPage> {
  if (form === FORM) {
    const [page] = await preparePages(planSheets(inventBooks()).slice(0, 1));
    if (!page) throw new Error('the generator drew nothing');
    return drawn(await page.bodies());
  }
  const plan = planRuledSheets().find((sheet) => sheet.form === form);
  if (!plan) throw new Error(`no sheet of ${form} is planned`);
  return drawn(await ruledBodies(plan));
}
