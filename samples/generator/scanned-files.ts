import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import type { FormTemplate } from '../../schemas/form-template.ts';
import { prepareBarcodes } from './barcodes.ts';
import { drawForm } from './draw-form.ts';
import { drawSheet } from './draw-sheet.ts';
import { groupSvg } from './drawing.ts';
import { loadLayout, loadTemplate } from './load-form.ts';
import { type OtherPage, otherPages } from './other-pages.ts';
import type { Pose, ScanConditions, SheetPlan } from './plan-types.ts';
import { asBilevelTiff, asJpeg, asPng, asSmallPng, scanPage, tiffDensity } from './scan.ts';
import { otherTruth, type PageTruth, sheetTruth } from './truth.ts';

export const FORM = 'jp-covid19-2021';

type Page = {
  id: string;
  pose: Pose;
  scan: ScanConditions;
  bodies: () => Promise<string[]>;
  truth: (file: string, page: number) => PageTruth;
};
export type ScannedFile = { name: string; bytes: Uint8Array; truths: PageTruth[] };

/** Which pages share a file: everything not named here is a JPEG of its own, in scan order. */
const PDF_PAGES = [
  'sample-008',
  'sample-009',
  'sample-x01',
  'sample-010',
  'sample-011',
  'sample-012',
];
const TIFF_PAGES = ['sample-018', 'sample-x03', 'sample-020', 'sample-021'];
const BILEVEL = 'sample-023';
const PNG = 'sample-x04';
/** A blank back that was scanned after this sheet. */
const BACK_AFTER: Record<string, string> = {
  'sample-005': 'sample-x02',
  'sample-009': 'sample-x01',
  'sample-018': 'sample-x03',
  'sample-022': 'sample-x04',
};

export async function preparePages(plans: readonly SheetPlan[]): Promise<Page[]> {
  await prepareBarcodes();
  const template = loadTemplate(FORM);
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  const others = new Map(otherPages(form).map((page) => [page.id, otherPage(page)]));
  return plans.flatMap((plan): Page[] => {
    const after = others.get(BACK_AFTER[plan.id] ?? '');
    const sheet = sheetPage(template, form, plan);
    return after ? [sheet, after] : [sheet];
  });
}

const sheetPage = (template: FormTemplate, form: string, plan: SheetPlan): Page => ({
  id: plan.id,
  pose: plan.pose,
  scan: plan.scan,
  bodies: async () => [form, ...(await drawSheet(template, plan))],
  truth: (file, page) => sheetTruth(plan, file, page, FORM),
});

const otherPage = (page: OtherPage): Page => ({
  id: page.id,
  pose: page.pose,
  scan: page.scan,
  bodies: async () => page.bodies,
  truth: (file, number) => otherTruth(page, file, number),
});

export async function encode(
  page: Page,
  encoder: (raster: Awaited<ReturnType<typeof scanPage>>, scan: ScanConditions) => Promise<Buffer>,
): Promise<Buffer> {
  return encoder(await scanPage(await page.bodies(), page.pose, page.scan, page.id), page.scan);
}

/** Image only, as scanners write it: no text layer. */
async function imagePdf(pages: readonly Page[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  for (const page of pages) {
    const image = await pdf.embedJpg(await encode(page, asJpeg));
    const [width, height] = [image.width, image.height].map((px) => (px * 72) / page.scan.dpi);
    const sheet = pdf.addPage([width ?? 0, height ?? 0]);
    sheet.drawImage(image, { x: 0, y: 0, width: sheet.getWidth(), height: sheet.getHeight() });
  }
  return pdf.save();
}

/** sharp joins pages of one size only; scans differ by a few millimetres, so they are padded with the bed. */
async function multiPageTiff(pages: readonly Page[]): Promise<Buffer> {
  const scans = await Promise.all(
    pages.map(async (page) => sharp(await encode(page, asPng)).toColourspace('b-w')),
  );
  const sizes = await Promise.all(scans.map((image) => image.metadata()));
  const width = Math.max(...sizes.map((size) => size.width));
  const height = Math.max(...sizes.map((size) => size.height));
  const padded = await Promise.all(
    scans.map((image, i) =>
      image
        .extend({
          right: width - (sizes[i]?.width ?? width),
          bottom: height - (sizes[i]?.height ?? height),
          background: '#efefec',
        })
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    ),
  );
  return sharp(padded, { join: { animated: true } })
    .toColourspace('b-w')
    .tiff({ compression: 'jpeg', quality: 62, ...tiffDensity(200) })
    .toBuffer();
}

type Group = { extension: string; pages: Page[]; bytes: () => Promise<Uint8Array> };

function groupOf(page: Page, pages: readonly Page[]): Group | null {
  const together = (ids: readonly string[]): Page[] => pages.filter(({ id }) => ids.includes(id));
  if (PDF_PAGES.includes(page.id)) {
    if (page.id !== PDF_PAGES[0]) return null;
    const members = together(PDF_PAGES);
    return { extension: 'pdf', pages: members, bytes: () => imagePdf(members) };
  }
  if (TIFF_PAGES.includes(page.id)) {
    if (page.id !== TIFF_PAGES[0]) return null;
    const members = together(TIFF_PAGES);
    return { extension: 'tif', pages: members, bytes: () => multiPageTiff(members) };
  }
  if (page.id === BILEVEL) {
    return { extension: 'tif', pages: [page], bytes: () => encode(page, asBilevelTiff) };
  }
  if (page.id === PNG)
    return { extension: 'png', pages: [page], bytes: () => encode(page, asSmallPng) };
  return { extension: 'jpg', pages: [page], bytes: () => encode(page, asJpeg) };
}

/** The files a scanner leaves, one after another, with the truth of every page in them. */
export async function* scannedFiles(plans: readonly SheetPlan[]): AsyncGenerator<ScannedFile> {
  const pages = await preparePages(plans);
  let serial = 0;
  for (const page of pages) {
    const group = groupOf(page, pages);
    if (!group) continue;
    serial += 1;
    const name = `scan_${String(serial).padStart(4, '0')}.${group.extension}`;
    const truths = group.pages.map((member, i) => member.truth(`scans/${name}`, i + 1));
    yield { name, bytes: await group.bytes(), truths };
  }
}

/** One sheet a page, in memory: a bench over thousands of sheets leaves nothing on the disk. */
export async function* scannedPages(
  plans: Iterable<SheetPlan>,
): AsyncGenerator<{ image: Uint8Array; truth: PageTruth }> {
  await prepareBarcodes();
  const template = loadTemplate(FORM);
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  for (const plan of plans) {
    const page = sheetPage(template, form, plan);
    const encoder = plan.scan.colour === '1-bit' ? asBilevelTiff : asJpeg;
    yield { image: await encode(page, encoder), truth: page.truth(plan.id, 1) };
  }
}
