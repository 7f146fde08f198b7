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
type Crops = ReadonlyMap<string, Raster>;
type Kept = Readonly<{ crops: Promise<Crops>; untilMs: number }>;

/**
 * Crops of many pages laid in one picture. Crops stay in memory for a while, never on disk: a person who goes
 * through a form's questions opens every page once.
 */
export function createCropDrawer<P extends Page>(
  open: (page: P) => Promise<Uint8Array>,
  nowMs: () => number,
) {
  const kept = new Map<string, Kept>();
  const cropsOf = (page: P, wanted: Wanted<P>): Promise<Crops> => {
    const name = `${page.imageHash} ${page.registration.mmToPx.join()}`;
    const before = kept.get(name);
    if (before !== undefined && before.untilMs > nowMs()) return before.crops;
    const crops = open(page).then((bytes) => cut(bytes, page, wanted));
    kept.delete(name);
    kept.set(name, { crops, untilMs: nowMs() + KEPT_MS });
    for (const [oldest] of kept) {
      if (kept.size <= KEPT_PAGES) break;
      kept.delete(oldest);
    }
    return crops.catch((error: unknown) => {
      // Not kept: it may have been the store, which answers again later.
      kept.delete(name);
      throw error;
    });
  };
  const cutAll = async (wanted: Wanted<P>, atATime: number): Promise<Raster[]> => {
    const crops: Raster[] = [];
    for (let from = 0; from < wanted.pages.length; from += atATime) {
      const some = wanted.pages.slice(from, from + atATime);
      const cuts = await Promise.all(some.map((page) => cropsOf(page, wanted)));
      for (const found of cuts)
        crops.push(found.get(nameOf(wanted.cropMm)) ?? blank(wanted.cropMm));
    }
    return crops;
  };
  let preparing = false;
  return {
    draw: async (wanted: Wanted<P>) => {
      const crops = await cutAll(wanted, PAGES_AT_A_TIME);
      const { widthPx, heightPx } = blank(wanted.cropMm);
      const sprite = layOut(crops, blank(wanted.cropMm));
      return {
        jpegBase64: Buffer.from(await encodeJpeg(sprite)).toString('base64'),
        crop: { widthPx, heightPx },
        perLine: PER_LINE,
        sheetIds: wanted.pages.map(({ sheetId }) => sheetId),
      };
    },
    /** Opens pages ahead of their being asked for, one at a time, while nobody waits for it. */
    prepare: async (find: () => Promise<Wanted<P> | null>): Promise<void> => {
      if (preparing) return;
      preparing = true;
      try {
        const wanted = await find();
        if (wanted !== null) await cutAll(wanted, 1);
      } finally {
        preparing = false;
      }
    },
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
  const boxes = new Map([cropMm, ...otherCropsMm].map((box) => [nameOf(box), box]));
  return new Map(
    [...boxes.values()].map((box) => [nameOf(box), warp(page, mmToPx, box, PX_PER_MM, scale)]),
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
