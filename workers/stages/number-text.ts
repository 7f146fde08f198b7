import { isValidIndividualNumber } from '../../rules/check-digits.ts';
import type { SeenCharacter } from './ctc.ts';

/** Twelve digits in one go or in fours, as a line reader writes them; no digit before or after. */
const TWELVE =
  /(?<!\d[-ー－・ ]?)\d{4}[-ー－・. ]{0,2}\d{4}[-ー－・. ]{0,2}\d{4}(?![-ー－・ ]?\d)/g;

/** Where a line of print says what may be a 個人番号, as shares of the line's width. */
export function numbersInLine(
  characters: readonly SeenCharacter[],
): { fromShare: number; toShare: number }[] {
  const text = characters.map((each) => plainDigit(each.text)).join('');
  return [...text.matchAll(TWELVE)].flatMap((found) => {
    if (!isValidIndividualNumber(found[0].replaceAll(/\D/g, ''))) return [];
    const from = characters[found.index];
    const to = characters[found.index + found[0].length - 1];
    return from === undefined || to === undefined ? [] : [{ fromShare: from.at, toShare: to.at }];
  });
}

/** What the reader of print takes digits for, where it finds no better. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  U: '0',
  D: '0',
  Q: '0',
  〇: '0',
  l: '1',
  I: '1',
  '|': '1',
  丨: '1',
  T: '1',
  Z: '2',
  z: '2',
  A: '4',
  S: '5',
  s: '5',
  b: '6',
  G: '6',
  了: '7',
  B: '8',
  g: '9',
  q: '9',
};

/** One character, one digit: full-width digits as the readers write them. */
function plainDigit(text: string): string {
  const plain = text.normalize('NFKC').slice(0, 1) || ' ';
  return LOOKS_LIKE[plain] ?? plain;
}
