import { printedDate } from './written-date.ts';

/** Capitals and digits, at least three of them digits: 4K23A, EK9160, 3002190, 400082A. */
export function lotShape(text: string): string | null {
  const token = text
    .normalize('NFKC')
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase();
  if (!/^[0-9A-Z]{4,10}$/.test(token)) return null;
  return (token.match(/\d/g)?.length ?? 0) >= 3 ? token : null;
}

/** The last word of a line that is shaped like a lot, and where it stands in the line. */
export function lotIn(text: string): { value: string; from: number; to: number } | null {
  for (const found of [...text.matchAll(/[0-9A-Z]+/g)].reverse()) {
    // Without a gap the word Lot runs into the number; small letters end the match by themselves.
    const [word] = found;
    const skip = /^(LOT|NO)(?=\w{4})/.exec(word)?.[0].length ?? 0;
    const value = lotShape(word.slice(skip));
    if (value !== null) return { value, from: found.index + skip, to: found.index + word.length };
  }
  return null;
}

/** A date, or the beginning of one whose separators were lost. */
export function isDatePiece(text: string): boolean {
  return printedDate(text) !== null || /^20[12]\d*$/.test(text.replaceAll(/\s/g, ''));
}
