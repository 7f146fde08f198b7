import { findPasted, readCodes } from '../../workers/engines/pasted-reader.ts';
import { readRows } from '../../workers/engines/printed-rows.ts';
import { cropPlane } from '../../workers/stages/ink-plane.ts';
import { asRaster, escaped, type Sheet, stacked, toPng } from './canvas.ts';

const WIDTH_PX = 760;
const CODES = { label: ['qr', 'nw-7'], sticker: ['datamatrix', 'gs1-databar', 'qr'] } as const;

/** A label or sticker, found, turned level, its codes taken out, its rows found; and what is read of it. */
export async function pastedPicture(sheet: Sheet, kind: 'label' | 'sticker'): Promise<Buffer> {
  const { page, template, engines, fields } = sheet;
  const zone = template.zones.find((each) => each.kind === kind);
  if (zone?.kind !== kind) throw new Error(`no ${kind} on ${template.id}`);
  const codes = await readCodes(page, zone.searchMm, CODES[kind], engines);
  const printed = engines.prints.get(template.id) ?? null;
  const pasted = findPasted(page, zone.searchMm, printed, codes);
  if (pasted === null) throw new Error(`no ${kind} on this sheet`);
  const rows = await readRows(pasted.cut, engines);
  const width = WIDTH_PX - 16;
  const said = [
    ...codes.map(({ symbology, text }) => `${symbology}: ${text}`),
    ...zone.fields.map((field) => {
      const { value = null, state = '', probability = 0 } = fields[field] ?? {};
      return `→ ${field}: ${value ?? '—'} (${state}, ${probability.toFixed(4)})`;
    }),
  ];
  const rowPictures = rows.map(async ({ cut: { plane }, row, text }) => {
    const { left, top, right, bottom } = row;
    const alone = cropPlane(plane, left, top - 4, right - left, bottom - top + 8);
    const png = await toPng({ raster: asRaster(alone) }, Math.min(width, alone.widthPx));
    return { words: `行 (PP-OCR): ${text}`, png };
  });
  return stacked(
    [
      {
        words: '水平に直し、コードを除いたもの',
        png: await toPng({ raster: asRaster(pasted.cut.plane) }, width),
      },
      ...(await Promise.all(rowPictures)),
      { words: '読んだもの', png: await wordsOn(said, width) },
    ],
    WIDTH_PX,
  );
}

const LINE_PX = 22;

function wordsOn(lines: readonly string[], widthPx: number): Promise<Buffer> {
  const heightPx = lines.length * LINE_PX + 12;
  const data = new Uint8Array(widthPx * heightPx).fill(255);
  const texts = lines.map(
    (text, at) => `<text x="4" y="${20 + at * LINE_PX}" font-size="15">${escaped(text)}</text>`,
  );
  return toPng({ raster: { widthPx, heightPx, channels: 1, data }, svg: texts.join('') }, widthPx);
}
