import { readCoverCode, writeCoverCode } from '../../rules/cover-code.ts';
import type { CoverClaim } from '../../schemas/cover.ts';
import type { Raster } from '../stages/raster.ts';
import type { BarcodeReader } from './zxing.ts';

/**
 * What a cover sheet on this page says, however it lies; its code stands there twice. Two different covers on one
 * page (fed together, laid over each other) are no cover: a person looks.
 */
export async function findCover(page: Raster, barcodes: BarcodeReader): Promise<CoverClaim | null> {
  const codes = await barcodes.read(page, ['qr']);
  const claims = codes.map(({ text }) => readCoverCode(text)).filter((claim) => claim !== null);
  const [first] = claims;
  if (first === undefined) return null;
  const isOne = claims.every((claim) => writeCoverCode(claim) === writeCoverCode(first));
  return isOne ? first : null;
}
