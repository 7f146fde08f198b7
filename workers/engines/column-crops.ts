import type { BoxMm } from '../../schemas/reading.ts';
import { toGrey } from '../stages/grey.ts';
import type { Raster } from '../stages/raster.ts';
import { scaleOf, warp } from '../stages/rectify.ts';
import { decodeRaster, encodeJpeg } from './sharp.ts';

/** 152 dpi: a tick of half a millimetre is three pixels wide. */
const PX_PER_MM = 6;
const PER_LINE = 8;
/** A page being opened is 4 to 9 MB; its crops are a quarter of one. */
const PAGES_AT_A_TIME = 4;
const KEPT_PAGES = 300;
const KEPT_MS = 600_000;

type Page = Readonly<{
  sheetId: string;
  imageHash: string;
  registration: { mmToPx: readonly number[] };
}>;
type Wanted<P extends Page> = Readonly<{
  cropMm: BoxMm;
  /** The other columns of the form: cut while the page is open, for they are asked for next. */
  otherCropsMm: readonly BoxMm[];
  pageMm: { width: number; height: number };
  pages: readonly P[];
}>;
type Kept = Readonly<{ crops: ReadonlyMap<string, Raster>; untilMs: number }>;

/**
 * Crops of many pages laid in one picture. Crops stay in memory for a while, never on disk: a person who goes
 * through a form's questions opens every page once.
 */
export function createCropDrawer<P extends Page>(
  open: (page: P) => Promise<Uint8Array>,
  nowMs: () => number,
) {
  const kept = new Map<string, Kept>();
  const cropsOf = async (page: P, wanted: Wanted<P>): Promise<ReadonlyMap<string, Raster>> => {
    const name = `${page.imageHash} ${page.registration.mmToPx.join()}`;
    const before = kept.get(name);
    kept.delete(name);
    const fresh = before !== undefined && before.untilMs > nowMs();
    const crops = fresh ? before.crops : await cut(await open(page), page, wanted);
    kept.set(name, { crops, untilMs: fresh ? before.untilMs : nowMs() + KEPT_MS });
    for (const [oldest] of kept) {
      if (kept.size <= KEPT_PAGES) break;
      kept.delete(oldest);
    }
    return crops;
  };
  return async (wanted: Wanted<P>) => {
    const crops: Raster[] = [];
    for (let from = 0; from < wanted.pages.length; from += PAGES_AT_A_TIME) {
      const some = wanted.pages.slice(from, from + PAGES_AT_A_TIME);
      const cuts = await Promise.all(some.map((page) => cropsOf(page, wanted)));
      for (const found of cuts)
        crops.push(found.get(nameOf(wanted.cropMm)) ?? blank(wanted.cropMm));
    }
    const sprite = layOut(crops, blank(wanted.cropMm));
    const { widthPx, heightPx } = blank(wanted.cropMm);
    return {
      jpegBase64: Buffer.from(await encodeJpeg(sprite)).toString('base64'),
      crop: { widthPx, heightPx },
      perLine: PER_LINE,
      sheetIds: wanted.pages.map(({ sheetId }) => sheetId),
    };
  };
}

const nameOf = (box: BoxMm): string => box.join(' ');

async function cut<P extends Page>(
  bytes: Uint8Array,
  { registration: { mmToPx } }: P,
  { cropMm, otherCropsMm, pageMm }: Wanted<P>,
): Promise<Map<string, Raster>> {
  const page = toGrey(await decodeRaster(bytes));
  const scale = scaleOf(mmToPx, pageMm);
  return new Map(
    [cropMm, ...otherCropsMm].map((box) => [
      nameOf(box),
      warp(page, mmToPx, box, PX_PER_MM, scale),
    ]),
  );
}

function blank([, , width, height]: BoxMm): Raster {
  const widthPx = Math.max(1, Math.round(width * PX_PER_MM));
  const heightPx = Math.max(1, Math.round(height * PX_PER_MM));
  return { widthPx, heightPx, channels: 1, data: new Uint8Array(widthPx * heightPx).fill(255) };
}

function layOut(crops: readonly Raster[], { widthPx, heightPx }: Raster): Raster {
  const lines = Math.max(1, Math.ceil(crops.length / PER_LINE));
  const across = widthPx * PER_LINE;
  const data = new Uint8Array(across * heightPx * lines).fill(255);
  for (const [index, crop] of crops.entries()) {
    const left = (index % PER_LINE) * widthPx;
    const top = Math.floor(index / PER_LINE) * heightPx;
    for (let y = 0; y < heightPx; y++) {
      const row = crop.data.subarray(y * widthPx, (y + 1) * widthPx);
      data.set(row, (top + y) * across + left);
    }
  }
  return { widthPx: across, heightPx: heightPx * lines, channels: 1, data };
}
