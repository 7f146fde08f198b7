import { InvariantError } from '../../runtime/errors.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { cropsOfStrip, cutStrip, whiteCrop } from '../stages/column-strip.ts';
import { toGrey } from '../stages/grey.ts';
import type { Raster } from '../stages/raster.ts';
import { decodeRaster, encodeJpeg } from './sharp.ts';

const PER_LINE = 8;
/** A page being opened is 4 to 9 MB; its crops are a quarter of one, and so is a strip of them. */
const PAGES_AT_A_TIME = 4;
const KEPT_PAGES = 300;
const KEPT_MS = 600_000;

type Page<Ref> = Readonly<{
  sheetId: string;
  imageHash: string;
  registration: { mmToPx: readonly number[] };
  ref: Ref;
  strip: Readonly<{ ref: Ref; boxesMm: readonly BoxMm[] }> | null;
}>;
type Wanted<Ref> = Readonly<{
  cropMm: BoxMm;
  /** The other columns of the form: cut while the page is open, for they are asked for next. */
  otherCropsMm: readonly BoxMm[];
  pageMm: { width: number; height: number };
  pages: readonly Page<Ref>[];
}>;
type Crops = ReadonlyMap<string, Raster>;
type Kept = Readonly<{ crops: Promise<Crops>; untilMs: number }>;

/**
 * Crops of many pages laid in one picture: from the strip that was cut when the sheet was read, or, where the form has
 * other columns since, from the page itself. They stay in memory for a while: a person who goes through a form's
 * questions opens each of them once.
 */
export function createCropDrawer<Ref>(
  open: (ref: Ref) => Promise<Uint8Array>,
  nowMs: () => number,
) {
  const kept = new Map<string, Kept>();
  const cropsOf = (page: Page<Ref>, wanted: Wanted<Ref>): Promise<Crops> => {
    const name = `${page.sheetId} ${page.imageHash} ${page.registration.mmToPx.join()}`;
    const before = kept.get(name);
    if (before !== undefined && before.untilMs > nowMs()) return before.crops;
    const crops = openCrops(open, page, wanted);
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
  const cutAll = async (wanted: Wanted<Ref>, atATime: number): Promise<Raster[]> => {
    const crops: Raster[] = [];
    for (let from = 0; from < wanted.pages.length; from += atATime) {
      const some = wanted.pages.slice(from, from + atATime);
      const cuts = await Promise.all(some.map((page) => cropsOf(page, wanted)));
      for (const found of cuts) {
        const crop = found.get(nameOf(wanted.cropMm));
        // Nobody confirms what would be white paper.
        if (crop === undefined) throw new InvariantError('bug.invariant');
        crops.push(crop);
      }
    }
    return crops;
  };
  let preparing = false;
  return {
    draw: async (wanted: Wanted<Ref>) => {
      const crops = await cutAll(wanted, PAGES_AT_A_TIME);
      const { widthPx, heightPx } = whiteCrop(wanted.cropMm);
      const sprite = layOut(crops, whiteCrop(wanted.cropMm));
      return {
        jpegBase64: Buffer.from(await encodeJpeg(sprite)).toString('base64'),
        crop: { widthPx, heightPx },
        perLine: PER_LINE,
        sheetIds: wanted.pages.map(({ sheetId }) => sheetId),
      };
    },
    /** Opens pages ahead of their being asked for, one at a time, while nobody waits for it. */
    prepare: async (find: () => Promise<Wanted<Ref> | null>): Promise<void> => {
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

async function openCrops<Ref>(
  open: (ref: Ref) => Promise<Uint8Array>,
  page: Page<Ref>,
  { cropMm, otherCropsMm, pageMm }: Wanted<Ref>,
): Promise<Crops> {
  const named = new Map([cropMm, ...otherCropsMm].map((box) => [nameOf(box), box]));
  const { strip } = page;
  const inStrip = new Set(strip?.boxesMm.map(nameOf));
  if (strip !== null && [...named.keys()].every((name) => inStrip.has(name))) {
    const crops = cropsIn(toGrey(await decodeRaster(await open(strip.ref))), strip.boxesMm);
    // Empty where it was cut to another scale, by a release before.
    if (crops.size > 0) return crops;
  }
  const boxesMm = [...named.values()];
  const source = toGrey(await decodeRaster(await open(page.ref)));
  return cropsIn(cutStrip(source, page.registration.mmToPx, pageMm, boxesMm), boxesMm);
}

const cropsIn = (strip: Raster, boxesMm: readonly BoxMm[]): Crops =>
  new Map((cropsOfStrip(strip, boxesMm) ?? []).map(([box, crop]) => [nameOf(box), crop]));

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
