import { PDFDocument, rgb } from 'pdf-lib';
import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { GREY, INK, linePath, polyPath, rectPath, type Shape } from './drawing.ts';
import { fitText } from './fit-text.ts';
import { fontsourceFace } from './fonts.ts';
import type { FormLayout } from './form-layout.ts';

const FACES = { regular: 400, medium: 500, bold: 600, grey: 400, white: 500 } as const;
const TEXT_COLOUR = { regular: INK, medium: INK, bold: INK, grey: GREY, white: '#ffffff' } as const;

const stroke = (path: string, widthMm: number, colour = INK): Shape => ({
  path,
  stroke: colour,
  widthMm,
});

/** A zone box is the white inside; the printed frame lies round it. */
const frame = ([x, y, w, h]: BoxMm, widthMm: number): Shape =>
  stroke(rectPath(x - widthMm / 2, y - widthMm / 2, w + widthMm, h + widthMm), widthMm);

function zoneFrames(zone: Zone, frames: FormLayout['frames']): Shape[] {
  if (zone.kind === 'digit-boxes') return zone.boxesMm.map((box) => frame(box, frames.digitBoxes));
  if (zone.kind !== 'choice' || zone.mark === 'circle') return [];
  const widthMm = zone.mark === 'fill' ? frames.fillBoxes : frames.tickBoxes;
  return zone.options.map((option) => frame(option.boxMm, widthMm));
}

function anchorSquares(anchors: FormTemplate['anchors']): Shape[] {
  if (anchors.kind !== 'corner-squares') return [];
  const { sideMm, centresMm } = anchors;
  return centresMm.map(([x, y]) => ({
    path: rectPath(x - sideMm / 2, y - sideMm / 2, sideMm, sideMm),
    fill: INK,
  }));
}

/** The empty form as outlines: anchors and boxes from the template, everything else from the layout. */
export function drawForm(template: FormTemplate, layout: FormLayout): Shape[] {
  return [
    ...layout.fills.map(({ colour, points }) => ({ path: polyPath(points, true), fill: colour })),
    ...anchorSquares(template.anchors),
    ...layout.lines.map(([x1, y1, x2, y2, w]) => stroke(linePath(x1, y1, x2, y2), w)),
    ...layout.greyLines.map(([x1, y1, x2, y2, w]) => stroke(linePath(x1, y1, x2, y2), w, GREY)),
    ...layout.dashed.map(({ line: [x1, y1, x2, y2, w], dashMm, grey }) => ({
      ...stroke(linePath(x1, y1, x2, y2), w, grey ? GREY : INK),
      dashMm,
    })),
    ...layout.smallBoxes.map(([x, y, side, w]) => stroke(rectPath(x, y, side, side), w)),
    ...template.zones.flatMap((zone) => zoneFrames(zone, layout.frames)),
    ...layout.texts.map(({ text, box, style, setting }) => ({
      path: fitText(fontsourceFace('noto-sans-jp', FACES[style]), text, box, setting),
      fill: TEXT_COLOUR[style],
    })),
  ];
}

const MM = 72 / 25.4;

const colourOf = (hex: string) => {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return rgb(part(1), part(3), part(5));
};

/**
 * The form as a PDF to print. Words are drawn as outlines: pdf-lib with a subset font silently loses
 * kanji (https://github.com/Hopding/pdf-lib/issues/1232).
 */
export async function formPdf(
  shapes: readonly Shape[],
  page: FormTemplate['pageMm'],
  title: string,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(title);
  const sheet = pdf.addPage([page.width * MM, page.height * MM]);
  for (const shape of shapes) {
    sheet.drawSvgPath(shape.path, {
      x: 0,
      y: page.height * MM,
      scale: MM,
      ...(shape.fill ? { color: colourOf(shape.fill) } : {}),
      ...(shape.stroke ? { borderColor: colourOf(shape.stroke) } : {}),
      ...(shape.widthMm === undefined ? {} : { borderWidth: shape.widthMm }),
      ...(shape.dashMm ? { borderDashArray: [...shape.dashMm] } : {}),
    });
  }
  return pdf.save();
}
