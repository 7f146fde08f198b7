import sharp from 'sharp';
import { boxReading } from '../../workers/engines/digit-reader.ts';
import { type BoxInk, boxInks } from '../../workers/stages/digit-box.ts';
import { cropMm, inkPlane } from '../../workers/stages/ink-plane.ts';
import { locateBoxes } from '../../workers/stages/locate-boxes.ts';
import { asRaster, escaped, type Sheet, stacked, svgOf, toPng } from './canvas.ts';

const WIDTH_PX = 760;
const CELL_PX = 90;
const AROUND_MM = 3;

/** The boxes of one field, and what of each reaches the network. */
export async function digitPicture(sheet: Sheet, field: string): Promise<Buffer> {
  const { page, template, engines, fields } = sheet;
  const zone = template.zones.find((each) => each.kind === 'digit-boxes' && each.field === field);
  if (zone?.kind !== 'digit-boxes') throw new Error(`${field} is not in boxes`);
  const { boxesMm } = zone;
  const pen = inkPlane(page.raster, 'pen');
  const printed = engines.prints.get(template.id) ?? null;
  const shift = locateBoxes(pen, page.pxPerMm, boxesMm);
  const inks = boxInks(pen, page.pxPerMm, boxesMm, shift, printed);
  const images = inks.flatMap(({ image }) => (image === null ? [] : [image]));
  const logits = await engines.digits.run(images);
  let next = 0;
  const words = inks.map((ink) => {
    const seen = ink.image === null ? null : (logits[next++] ?? null);
    const read = boxReading(ink, seen, engines.calibration);
    if (read.kind === 'empty') return '空欄';
    const best = Math.max(...read.digits);
    return `${read.digits.indexOf(best)}  ${best.toFixed(4)}`;
  });
  const left = Math.min(...boxesMm.map(([x]) => x)) - AROUND_MM;
  const top = Math.min(...boxesMm.map(([, y]) => y)) - AROUND_MM;
  const right = Math.max(...boxesMm.map(([x, , width]) => x + width)) + AROUND_MM;
  const bottom = Math.max(...boxesMm.map(([, y, , height]) => y + height)) + AROUND_MM;
  const strip = cropMm(pen, page.pxPerMm, [left, top, right - left, bottom - top]);
  const reading = fields[field];
  return stacked(
    [
      { words: '枠のまわり', png: await toPng({ raster: asRaster(strip) }, WIDTH_PX - 16) },
      { words: '枠線・文字を除き、28×28 に揃えたもの', png: await cells(inks, words) },
      {
        words: `${field}: ${reading?.value ?? '—'}  (${reading?.state}, ${reading?.probability.toFixed(4)})`,
        png: await sharp({ create: { width: 8, height: 2, channels: 3, background: '#fff' } })
          .png()
          .toBuffer(),
      },
    ],
    WIDTH_PX,
  );
}

async function cells(inks: readonly BoxInk[], words: readonly string[]): Promise<Buffer> {
  const layers = await Promise.all(
    inks.map(async ({ image }, at) => ({
      input: await sharp(
        Uint8Array.from(image ?? new Float32Array(784), (ink) => 255 - Math.round(ink * 255)),
        { raw: { width: 28, height: 28, channels: 1 } },
      )
        .resize(CELL_PX - 12, CELL_PX - 12, { kernel: 'nearest' })
        .png()
        .toBuffer(),
      left: at * CELL_PX + 6,
      top: 4,
    })),
  );
  const [width, height] = [inks.length * CELL_PX, CELL_PX + 20];
  const texts = words.map(
    (text, at) =>
      `<text x="${(at + 0.5) * CELL_PX}" y="${CELL_PX + 8}" font-size="14" text-anchor="middle">${escaped(text)}</text>`,
  );
  return sharp({ create: { width, height, channels: 3, background: '#eee' } })
    .composite([...layers, { input: svgOf(width, height, texts.join('')) }])
    .png()
    .toBuffer();
}
