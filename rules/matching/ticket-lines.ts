import { isValidMunicipalityCode } from '../check-digits.ts';

/** 券種(1) 回数(1) 市町村コード(6) 券番号(10), DOMAIN.md §2. */
export const TICKET_LINE = /^\d{18}$/;
const CODE = { from: 2, to: 8 };

/**
 * Every line one digit away. The code of the municipality has a check digit, which finds every single wrong digit: where
 * it holds none of its digits is in question, and where it fails one of them is, and the repair has to pass.
 */
export function oneDigitAway(line: string): string[] {
  if (!TICKET_LINE.test(line)) return [];
  const codeHolds = isValidMunicipalityCode(line.slice(CODE.from, CODE.to));
  return Array.from(line, (_, at) => at)
    .filter((at) => (at >= CODE.from && at < CODE.to) !== codeHolds)
    .flatMap((at) => otherDigits(line, at))
    .filter((each) => isValidMunicipalityCode(each.slice(CODE.from, CODE.to)));
}

/** Every text with another digit at one place. */
export const otherDigits = (text: string, at: number): string[] =>
  Array.from('0123456789')
    .filter((digit) => digit !== text[at])
    .map((digit) => text.slice(0, at) + digit + text.slice(at + 1));
