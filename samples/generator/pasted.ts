import { barcode } from './barcodes.ts';
import { INK, rectPath, type Shape } from './drawing.ts';
import type { PrintFace } from './plan-types.ts';
import { ocrLine, printedWidth, printLine } from './printed.ts';
import type { Rng } from './rng.ts';

export type Ticket = {
  ocrLine: string;
  ticketType: string;
  doseNumber: string;
  municipalityCode: string;
  ticketNumber: string;
  name: string;
  face?: PrintFace;
};

const POINT_MM = 25.4 / 72;

/** Paper stuck on paper: white, a hairline edge, a shadow on the side away from the lamp. */
const slip = (w: number, h: number): Shape[] => [
  { path: rectPath(0.3, 0.35, w, h), fill: '#8a8a8a', opacity: 0.45 },
  { path: rectPath(0, 0, w, h), fill: '#fdfdfb', stroke: '#b9b9b9', widthMm: 0.08 },
];

/** The 接種券 slip, 63 × 34 mm: OCR-B line below the bar code, QR with the same 18 digits. */
export async function ticketLabel(ticket: Ticket, withBars: boolean): Promise<Shape[]> {
  const kind = ticket.ticketType === '1' ? '予診のみ' : '接種';
  const face = ticket.face === undefined ? {} : { face: ticket.face };
  const small = { sizeMm: 2.2, ...face };
  const shapes = [
    ...slip(63, 34),
    printLine('券種', [2, 4.2], small),
    { path: rectPath(6.9, 1.8, 3, 3), stroke: INK, widthMm: 0.15 },
    printLine(ticket.ticketType, [7.6, 4.4], { sizeMm: 3, weight: 500, ...face }),
    printLine(kind, [10.8, 4.2], small),
    printLine(`${ticket.doseNumber}回目`, [23, 4.6], { sizeMm: 3.2, weight: 600, ...face }),
    printLine('請求先', [2, 8.6], small),
    printLine('大阪府豊中市', [10, 8.6], { sizeMm: 2.6, ...face }),
    printLine(ticket.municipalityCode, [32, 8.6], { sizeMm: 2.6, ...face }),
    printLine('券番号', [2, 12.6], small),
    printLine(ticket.ticketNumber, [10, 12.7], { sizeMm: 2.9, ...face }),
    printLine('氏名', [2, 16.6], small),
    printLine(ticket.name.replace(' ', '　'), [10, 16.8], { sizeMm: 3, ...face }),
    ocrLine(ticket.ocrLine, [9, 31.2], 9 * POINT_MM),
    await barcode(ticket.ocrLine, 'QRCode', [50.4, 2.2], 10.2 / 21),
  ];
  if (withBars) {
    shapes.push(await barcode(`A${ticket.ocrLine}A`, 'Codabar', [3.3, 18.6], 0.28, 7.6));
  }
  return shapes;
}

export type StickerPrint = {
  product: string;
  manufacturer: string;
  lotNumber: string;
  expiry: string;
  with2d: boolean;
  face?: PrintFace;
};

const PRODUCT = { sizeMm: 3.1, mostMm: 32.5 };

/** Long names are printed smaller, as on the real thing. */
function productSize(name: string): number {
  const { sizeMm, mostMm } = PRODUCT;
  return Math.min(sizeMm, (sizeMm * mostMm) / printedWidth(name, sizeMm));
}

/** The vaccine sticker, 36 × 13 mm. */
export async function vaccineSticker(sticker: StickerPrint): Promise<Shape[]> {
  const face = sticker.face === undefined ? {} : { face: sticker.face };
  const shapes = [
    ...slip(36, 13),
    printLine(sticker.product, [1.5, 3.8], {
      sizeMm: productSize(sticker.product),
      weight: 500,
      ...face,
    }),
    printLine('Lot', [1.5, 7], { sizeMm: 2.2, ...face }),
    printLine(sticker.lotNumber, [6, 7.1], { sizeMm: 2.9, weight: 500, ...face }),
    printLine('最終有効年月日', [1.5, 9.8], { sizeMm: 1.9, ...face }),
    printLine(sticker.expiry.replaceAll('-', '/'), [15.2, 9.8], { sizeMm: 2.2, ...face }),
    printLine(sticker.manufacturer, [1.5, 12.2], { sizeMm: 1.8, ...face }),
  ];
  if (sticker.with2d) {
    const expiry = sticker.expiry.replaceAll('-', '').slice(2);
    shapes.push(
      await barcode(`17${expiry}10${sticker.lotNumber}`, 'DataMatrix', [28.6, 4.6], 0.36),
    );
  }
  return shapes;
}

const SEAL = '#c33a34';

/** A round red name stamp (印鑑), unevenly inked, with the surname from top to bottom. */
export function nameStamp(surname: string, [cx, cy]: readonly [number, number], rng: Rng): Shape[] {
  const radius = 5;
  const size = Math.min(4, 7.6 / surname.length);
  const ring: Shape = {
    path: `M${cx - radius} ${cy}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`,
    stroke: SEAL,
    widthMm: rng.between(0.35, 0.5),
    opacity: 0.85,
  };
  const top = cy - (surname.length * size) / 2;
  const letters = [...surname].map(
    (char, i): Shape => ({
      ...printLine(char, [cx - size / 2, top + (i + 0.86) * size], {
        sizeMm: size,
        weight: 600,
        colour: SEAL,
      }),
      opacity: rng.between(0.7, 0.9),
    }),
  );
  return [ring, ...letters];
}
