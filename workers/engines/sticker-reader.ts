import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { inDoubt, toReading, type Verdict } from '../stages/fuse.ts';
import { type Gs1Content, parseGs1 } from '../stages/gs1.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import { vote, votes } from '../stages/votes.ts';
import { findPasted, type Pasted, readCodes } from './pasted-reader.ts';
import { readRows } from './printed-rows.ts';
import type { ReadingEngines } from './reading-engines.ts';
import { isSeveralStickers, readExpiry, readLot } from './sticker-lines.ts';
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
  const gs1 = gs1Of(coded);
  const pasted = findPasted(page, zone.searchMm, printed, codes);
  const verdicts = await stickerVerdicts(pasted, coded, engines);
  return Object.fromEntries(
    zone.fields.map((field) => [
      field,
      toReading(verdicts[field] ?? { kind: 'unreadable', candidates: [] }, {
        boxMm: zone.searchMm,
        engine: Object.keys(gs1).length > 0 ? 'zxing+pp-ocr+tesseract' : 'pp-ocr+tesseract',
        engineVersion: engines.versions.text,
        acceptFrom: engines.calibration.accept.text.from,
      }),
    ]),
  );
}

function gs1Of(coded: readonly Gs1Content[]): Gs1Content {
  return coded.find((content) => Object.keys(content).length > 0) ?? {};
}

async function stickerVerdicts(
  pasted: Pasted | null,
  coded: readonly Gs1Content[],
  engines: ReadingEngines,
): Promise<Record<string, Verdict>> {
  const gs1 = gs1Of(coded);
  if (coded.length === 0 && (pasted === null || pasted.areaMm2 < LEAST_STICKER_MM2)) {
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
  const verdicts = {
    vaccineName: votes([...vote(product?.name, trust, 'zxing'), ...named.product], maps, 'product'),
    manufacturer: named.manufacturer,
    lotNumber: votes([...codedLot, ...lot.votes], maps, 'lot'),
    lotExpiry: votes([...codedExpiry, ...expiry.votes], maps, 'date'),
  };
  // Which of two stickers is the dose that was given is not for us to say.
  const several =
    new Set(coded.map(({ lotNumber }) => lotNumber)).size > 1 ||
    isSeveralStickers(rows, { lot: lot.at, expiry: expiry.at });
  return several ? doubted(verdicts) : verdicts;
}

function doubted(verdicts: Record<string, Verdict>): Record<string, Verdict> {
  return Object.fromEntries(
    Object.entries(verdicts).map(([field, verdict]) => [field, inDoubt(verdict)]),
  );
}
