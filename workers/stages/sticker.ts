import { z } from 'zod';
import { gs1Date, printedDate } from './written-date.ts';

/** Vaccine products as printed on stickers: `models/lexicon/vaccine-products.json`. */
export const VaccineLexicon = z.strictObject({
  note: z.string(),
  products: z.array(
    z.strictObject({
      name: z.string(),
      manufacturer: z.string(),
      /** GS1 item code (GTIN-14), where known. */
      gtin: z.string().optional(),
    }),
  ),
  /** How a maker's name is printed. */
  manufacturers: z.array(z.strictObject({ name: z.string(), printed: z.array(z.string()) })),
});
export type VaccineLexicon = z.infer<typeof VaccineLexicon>;

/** A line of print with its words, left to right. */
export type PrintedLine = Readonly<{ text: string; words: readonly { text: string }[] }>;

export type StickerText = Readonly<{
  product: { name: string; manufacturer: string; likeness: number } | null;
  /** Likeness 0..1 of the printed maker. */
  manufacturer: { name: string; likeness: number } | null;
  /** The lot, with the line and word it was found in. */
  lot: { value: string; line: number; word: number } | null;
  expiry: { value: string; line: number } | null;
}>;

const LEAST_LIKENESS = 0.7;
/** Two products this close in likeness are not told apart. */
const LEAST_LEAD = 0.08;
/** A name that begins another product's name is never quite certain. */
const PERHAPS_LONGER = 0.98;

/** Finds product, maker, lot and expiry among the lines read from a sticker. */
export function parseSticker(lines: readonly PrintedLine[], lexicon: VaccineLexicon): StickerText {
  const texts = lines.map(({ text }) => text);
  const dates = texts.map((text) => printedDate(text));
  const dated = dates.findIndex((date) => date !== null);
  const date = dates[dated];
  return {
    product: bestProduct(texts, lexicon),
    manufacturer: bestManufacturer(texts, lexicon),
    lot: findLot(lines, dated),
    expiry: date === null || date === undefined ? null : { value: date, line: dated },
  };
}

const LOT_WORDS = ['lot', '製造番号', 'ロット'];
/** Half of a small printed word may be misread; the lot itself is read again anyway. */
const LOT_WORD_LIKENESS = 0.5;

/** The lot: the word shaped like one in the line that says so, or else in the line nearest above the expiry. */
function findLot(lines: readonly PrintedLine[], dated: number): StickerText['lot'] {
  const found = lines.flatMap(({ text, words }, line) => {
    if (line === dated) return [];
    const said = Math.max(...LOT_WORDS.map((word) => likeness(text, word)));
    return words.flatMap((word, at) => {
      const value = lotShape(word.text);
      return value === null ? [] : [{ value, line, word: at, said }];
    });
  });
  const above = found.filter(({ line }) => dated === -1 || line < dated);
  const said = found.find((one) => one.said >= LOT_WORD_LIKENESS);
  const best = said ?? (dated === -1 ? undefined : above.at(-1));
  return best === undefined ? null : { value: best.value, line: best.line, word: best.word };
}

/** Capitals and digits, at least three of them digits: 4K23A, EK9160, 3002190, 400082A. */
export function lotShape(text: string): string | null {
  const token = text
    .normalize('NFKC')
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase();
  if (!/^[0-9A-Z]{4,10}$/.test(token)) return null;
  return (token.match(/\d/g)?.length ?? 0) >= 3 ? token : null;
}

export type Gs1Content = { gtin?: string; lotNumber?: string; lotExpiry?: string };

const GROUP_SEPARATOR = '\u001d';
/** AIs of fixed length that stand before a lot: 01 item, 11 made, 17 expiry. */
const FIXED: Record<string, number> = { '01': 14, '11': 6, '17': 6 };

/** GS1 element string (item, expiry, lot in any order), bracketed or raw. Stops at what it does not know. */
export function parseGs1(text: string): Gs1Content {
  const found: Gs1Content = {};
  let rest = text.replaceAll(/[()]/g, '').replace(/^\]\w\d/, '');
  for (;;) {
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
    const ai = rest.slice(0, 2);
    const length = ai === '10' ? lotLength(rest) : FIXED[ai];
    if (length === undefined || rest.length < 2 + length || length === 0) return found;
    take(found, ai, rest.slice(2, 2 + length));
    rest = rest.slice(2 + length);
  }
}

function lotLength(rest: string): number {
  const end = rest.indexOf(GROUP_SEPARATOR);
  return (end === -1 ? rest.length : end) - 2;
}

function take(found: Gs1Content, ai: string, body: string): void {
  if (ai === '01') found.gtin = body;
  const expiry = ai === '17' ? gs1Date(body) : null;
  if (expiry !== null) found.lotExpiry = expiry;
  const lot = ai === '10' ? lotShape(body) : null;
  if (lot !== null) found.lotNumber = lot;
}

function bestProduct(lines: readonly string[], lexicon: VaccineLexicon): StickerText['product'] {
  const ranked = lexicon.products
    .map(({ name, manufacturer }) => ({
      name,
      manufacturer,
      likeness:
        Math.max(0, ...lines.map((line) => likeness(line, name))) *
        (isBeginning(name, lexicon) ? PERHAPS_LONGER : 1),
    }))
    // Of two names that fit alike the longer explains more of the print (筋注, 筋注5～11歳用).
    .sort((a, b) => b.likeness - a.likeness || b.name.length - a.name.length);
  const [best, ...others] = ranked;
  if (best === undefined || best.likeness < LEAST_LIKENESS) return null;
  const longer = others.find(
    ({ name, likeness: fit }) => plainText(name).startsWith(plainText(best.name)) && fit >= 0.7,
  );
  if (longer) return longer;
  const rival = others.find(({ name }) => !plainText(best.name).startsWith(plainText(name)));
  return rival && best.likeness - rival.likeness < LEAST_LEAD ? null : best;
}

/** コミナティ筋注 may be what was made out of コミナティ筋注5～11歳用, another product with another dose. */
function isBeginning(name: string, lexicon: VaccineLexicon): boolean {
  return lexicon.products.some(
    (other) => other.name !== name && plainText(other.name).startsWith(plainText(name)),
  );
}

function bestManufacturer(
  lines: readonly string[],
  lexicon: VaccineLexicon,
): StickerText['manufacturer'] {
  const ranked = lexicon.manufacturers
    .map(({ name, printed }) => ({
      name,
      likeness: Math.max(
        0,
        ...printed.flatMap((alias) => lines.map((line) => likeness(line, alias))),
      ),
    }))
    .sort((a, b) => b.likeness - a.likeness);
  const [best, rival] = ranked;
  if (best === undefined || best.likeness < LEAST_LIKENESS) return null;
  return rival && best.likeness - rival.likeness < LEAST_LEAD ? null : best;
}

/** 1 where `name` stands in `line` letter by letter; less by one part of its length per letter that differs. */
export function likeness(line: string, name: string): number {
  const [text, wanted] = [plainText(line), plainText(name)];
  if (wanted.length === 0) return 0;
  // Semi-global edit distance: the name may begin and end anywhere in the line.
  let row = Array.from({ length: text.length + 1 }, () => 0);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= text.length; j++) {
      const swap = (row[j - 1] ?? 0) + (wanted[i - 1] === text[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.max(0, 1 - Math.min(...row) / wanted.length);
}

function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\-‐‑–—―−ー~〜～]/g, '');
}
