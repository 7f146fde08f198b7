import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { toReading, type Verdict } from '../stages/fuse.ts';
import { type Gs1Content, parseGs1 } from '../stages/gs1.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import { vote, votes } from '../stages/votes.ts';
import { findPasted, type Pasted, readCodes } from './pasted-reader.ts';
import { readRows } from './printed-rows.ts';
import type { ReadingEngines } from './reading-engines.ts';
import { readExpiry, readLot } from './sticker-lines.ts';
import { readProduct } from './sticker-product.ts';

type StickerZone = Extract<Zone, { kind: 'sticker' }>;

/** Less ink than this beyond the form's own print is dirt, not a sticker. */
const LEAST_STICKER_MM2 = 5;
const NOTHING_PASTED = 0.995;
const PERHAPS_NOTHING = 0.8;

/** Reads a vaccine sticker: its two-dimensional code where it has one, and its print. */
export async function readSticker(
  page: RegisteredPage,
  zone: StickerZone,
  printed: Printed | null,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const codes = await readCodes(page, zone.searchMm, ['datamatrix', 'gs1-databar', 'qr'], engines);
  const coded = codes.map(({ text }) => parseGs1(text));
  const gs1 = coded.find((content) => Object.keys(content).length > 0) ?? {};
  const pasted = findPasted(page, zone.searchMm, printed, codes);
  const verdicts = await stickerVerdicts(pasted, gs1, codes.length > 0, engines);
  return Object.fromEntries(
    zone.fields.map((field) => [
      field,
      toReading(verdicts[field] ?? { kind: 'unreadable', candidates: [] }, {
        boxMm: zone.searchMm,
        engine: Object.keys(gs1).length > 0 ? 'zxing+pp-ocr+tesseract' : 'pp-ocr+tesseract',
        engineVersion: engines.versions.text,
        acceptFrom: engines.calibration.accept.text,
      }),
    ]),
  );
}

async function stickerVerdicts(
  pasted: Pasted | null,
  gs1: Gs1Content,
  coded: boolean,
  engines: ReadingEngines,
): Promise<Record<string, Verdict>> {
  if (!coded && (pasted === null || pasted.areaMm2 < LEAST_STICKER_MM2)) {
    const probability = pasted === null ? NOTHING_PASTED : PERHAPS_NOTHING;
    const blank: Verdict = { kind: 'blank', probability };
    return { vaccineName: blank, manufacturer: blank, lotNumber: blank, lotExpiry: blank };
  }
  const { lexicon, calibration } = engines;
  const { maps } = calibration;
  const { gs1: trust } = calibration.sources;
  const rows = pasted === null ? [] : await readRows(pasted.cut, engines);
  const expiry = await readExpiry(rows, gs1.lotExpiry, engines);
  const lot = await readLot(rows, expiry.at, gs1.lotNumber, engines);
  const codedExpiry = vote(gs1.lotExpiry, trust, 'zxing');
  const codedLot = vote(gs1.lotNumber, trust, 'zxing');
  const product = lexicon.products.find(({ gtin }) => gtin !== undefined && gtin === gs1.gtin);
  const named = await readProduct(rows, { lot: lot.at, expiry: expiry.at }, engines);
  return {
    vaccineName: votes([...vote(product?.name, trust, 'zxing'), ...named.product], maps, 'product'),
    manufacturer: named.manufacturer,
    lotNumber: votes([...codedLot, ...lot.votes], maps, 'lot'),
    lotExpiry: votes([...codedExpiry, ...expiry.votes], maps, 'date'),
  };
}
