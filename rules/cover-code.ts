import { CoverClaim } from '../schemas/cover.ts';

const MARK = 'YOSHIN-COVER';
const VERSION = '1';
const NOT_SAID = '-';

/**
 * The text of a cover's QR: `YOSHIN-COVER/1/<municipality>/<batch>/<institution>/<month>/<declared>`. Capitals,
 * digits, `-` and `/` only, which a QR code holds in its narrowest alphabet.
 */
export function writeCoverCode(claim: CoverClaim): string {
  const { municipalityId, batchId, institutionCode, month, declaredSheets } = claim;
  const said = [institutionCode, month, declaredSheets].map((part) => String(part ?? NOT_SAID));
  return [MARK, VERSION, municipalityId, batchId.toUpperCase(), ...said].join('/');
}

/** `null` for any other code, and for a cover of a version or shape this program does not know. */
export function readCoverCode(text: string): CoverClaim | null {
  const [mark, version, municipalityId, batchId, institutionCode, month, declared, ...more] =
    text.split('/');
  if (mark !== MARK || version !== VERSION || declared === undefined || more.length > 0)
    return null;
  const read = CoverClaim.safeParse({
    municipalityId,
    batchId: batchId?.toLowerCase(),
    institutionCode: saidOrNull(institutionCode),
    month: saidOrNull(month),
    declaredSheets: /^\d{1,6}$/.test(declared) ? Number(declared) : saidOrNull(declared),
  });
  return read.success ? read.data : null;
}

const saidOrNull = (part: string | undefined) => (part === NOT_SAID ? null : part);
