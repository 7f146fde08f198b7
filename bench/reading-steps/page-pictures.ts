import { mapPoint } from '../../workers/stages/homography.ts';
import { cropMm, inkPlane } from '../../workers/stages/ink-plane.ts';
import { WRITTEN_PX_PER_MM, writtenInk } from '../../workers/stages/written-ink.ts';
import { asRaster, COLOUR_OF, type Sheet, stacked, toPng } from './canvas.ts';

const WIDTH_PX = 760;

/** The scan as it came, with the form's outline and the print by which it was told from others. */
export async function asFound({ page, template, registration }: Sheet): Promise<Buffer> {
  const at = (x: number, y: number): string => {
    const [px, py] = mapPoint(registration.mmToPx, [x, y]);
    return `${px.toFixed(1)},${py.toFixed(1)}`;
  };
  const outline = ([x, y, w, h]: readonly number[], style: string): string => {
    const [left = 0, top = 0, width = 0, height = 0] = [x, y, w, h];
    const corners = [at(left, top), at(left + width, top)];
    corners.push(at(left + width, top + height), at(left, top + height));
    return `<polygon points="${corners.join(' ')}" fill="none" ${style}/>`;
  };
  const { width, height } = template.pageMm;
  const { anchors, recognise } = template;
  const marks =
    anchors.kind === 'corner-squares'
      ? anchors.centresMm.map(([x, y]) =>
          outline([x - 4, y - 4, 8, 8], 'stroke="#cf222e" stroke-width="6"'),
        )
      : [];
  const svg = [
    outline([0, 0, width, height], 'stroke="#0969da" stroke-width="6"'),
    ...recognise.landmarksMm.map((box) => outline(box, 'stroke="#1a7f37" stroke-width="4"')),
    ...marks,
  ].join('');
  return toPng({ raster: page.source, svg }, WIDTH_PX);
}

/** Turned upright onto the form's own millimetres; every field in the colour of what is said of it. */
export async function upright({ page, fields }: Sheet): Promise<Buffer> {
  const k = page.pxPerMm;
  const svg = Object.values(fields).map(({ boxMm: [x, y, width, height], state }) => {
    const box = `x="${x * k}" y="${y * k}" width="${width * k}" height="${height * k}"`;
    return `<rect ${box} fill="${COLOUR_OF[state]}" fill-opacity="0.12" stroke="${COLOUR_OF[state]}" stroke-width="4"/>`;
  });
  return toPng({ raster: page.raster, svg: svg.join('') }, WIDTH_PX);
}

/** A part of the sheet as it is, and what of it was written by hand: the print of the blank form is gone. */
export async function written({ page, template, engines }: Sheet): Promise<Buffer> {
  const boxMm: [number, number, number, number] = [8, 20, 130, 62];
  const printed = engines.prints.get(template.id) ?? null;
  const all = cropMm(inkPlane(page.raster, 'any'), page.pxPerMm, boxMm);
  const ink = writtenInk(page.source, page.mmToPx, template.pageMm, printed);
  const own = cropMm(ink, WRITTEN_PX_PER_MM, boxMm);
  const width = WIDTH_PX - 16;
  return stacked(
    [
      { words: '紙のまま (濃さを揃えたもの)', png: await toPng({ raster: asRaster(all) }, width) },
      { words: '様式の印刷を除いたもの', png: await toPng({ raster: asRaster(own) }, width) },
    ],
    WIDTH_PX,
  );
}
