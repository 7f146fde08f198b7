import { cropMm, inkPlane } from '../stages/ink-plane.ts';
import { writtenMm2 } from '../stages/presence.ts';
import type { Homography, RegisteredPage } from '../stages/raster.ts';
import { cutTilted } from '../stages/tilt.ts';
import type { LoadedTemplate } from './templates.ts';
import type { TextReader } from './tesseract.ts';
import { asPrint, textCut } from './text-cut.ts';

/** What a form itself prints in its zones, so that it is not taken for something written or pasted there. */
export type FormPrint = Readonly<{
  /** mm² of print, by zone id, in zones for freehand writing and signatures. */
  inkMm2: ReadonlyMap<string, number>;
  /** Lines of print, by zone id, where stickers are pasted. */
  lines: ReadonlyMap<string, readonly string[]>;
}>;

const TEXT_PX_PER_MM = 12;

/** Looks at the blank form once, when the engines start. */
export async function readFormPrint(form: LoadedTemplate, text: TextReader): Promise<FormPrint> {
  const { blank, blankPxPerMm: scale, template } = form;
  const plane = inkPlane(blank, 'any');
  const mmToPx: Homography = [scale, 0, 0, 0, scale, 0, 0, 0, 1];
  const page: RegisteredPage = { raster: blank, pxPerMm: scale, source: blank, mmToPx };
  const inkMm2 = new Map<string, number>();
  const lines = new Map<string, readonly string[]>();
  for (const zone of template.zones) {
    if (zone.kind === 'handwriting' || zone.kind === 'signature' || zone.kind === 'stamp') {
      inkMm2.set(zone.id, writtenMm2(cropMm(plane, scale, zone.boxMm), scale));
    }
    if (zone.kind === 'sticker') {
      const cut = textCut(cutTilted(page, zone.searchMm, 0, TEXT_PX_PER_MM), TEXT_PX_PER_MM);
      const found = await text.read(asPrint(cut), 'jpn', { layout: 'block' });
      lines.set(
        zone.id,
        found.map((line) => line.text),
      );
    }
  }
  return { inkMm2, lines };
}
