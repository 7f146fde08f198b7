import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { prepareBarcodes } from '../../samples/generator/barcodes.ts';
import { inventBooks } from '../../samples/generator/books.ts';
import { drawForm } from '../../samples/generator/draw-form.ts';
import { drawSheet } from '../../samples/generator/draw-sheet.ts';
import { groupSvg } from '../../samples/generator/drawing.ts';
import { loadLayout, loadTemplate } from '../../samples/generator/load-form.ts';
import { planSheets } from '../../samples/generator/plan.ts';
import { asJpeg, scanPage } from '../../samples/generator/scan.ts';
import { FORM } from '../../samples/generator/scanned-files.ts';

/** The same paper through the scanner again: upside down, a little askew, darker, noisier, another file. */
export async function scannedAgain(scan: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const turned = await sharp(scan).rotate(181.2, { background: '#e8e8e4' }).png().toBuffer();
  const { width, height } = await sharp(turned).metadata();
  const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise },
  })
    .png()
    .toBuffer();
  const bytes = await sharp(turned)
    .composite([{ input: grain, blend: 'soft-light' }])
    .linear(0.93, 2)
    .jpeg({ quality: 58 })
    .toBuffer();
  return new Uint8Array(bytes);
}

/** One file, as a feeder leaves it. */
export async function asOneFile(jpegs: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create();
  for (const jpeg of jpegs) {
    const image = await pdf.embedJpg(jpeg);
    const page = pdf.addPage([image.width * 0.36, image.height * 0.36]);
    page.drawImage(image, { x: 0, y: 0, width: page.getWidth(), height: page.getHeight() });
  }
  return new Uint8Array(await pdf.save());
}

/** A sample's questionnaire filled in a second time: the same person, ticket and answers, another paper. */
export async function filledInAgain(sample: string): Promise<Uint8Array<ArrayBuffer>> {
  await prepareBarcodes();
  const plan = planSheets(inventBooks()).find(({ id }) => id === sample);
  if (plan === undefined) throw new Error(`no sample ${sample}`);
  const template = loadTemplate(FORM);
  const form = groupSvg(drawForm(template, loadLayout(FORM)));
  // What is drawn depends on the name alone: another name is another movement of the same hand.
  const ink = await drawSheet(template, { ...plan, id: `${sample} again` });
  const raster = await scanPage([form, ...ink], plan.pose, plan.scan, `${sample} again`);
  return new Uint8Array(await asJpeg(raster, plan.scan));
}
