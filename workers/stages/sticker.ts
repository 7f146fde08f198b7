import { z } from 'zod';

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

const LEAST_LIKENESS = 0.7;
/** Two names this close in likeness are not told apart. */
const LEAST_LEAD = 0.08;

export type FoundProduct = Readonly<{
  name: string;
  manufacturer: string;
  likeness: number;
  /** コミナティ筋注 may be what was made out of コミナティ筋注5～11歳用, another product with another dose. */
  mayGoOn: boolean;
  /** More letters follow in its line: perhaps ビケンHAシリンジ, a product that no lexicon here knows. */
  goesOn: boolean;
}>;

/** The product named in one of the lines; `null` where none is, or where two fit alike. */
export function findProduct(
  lines: readonly string[],
  lexicon: VaccineLexicon,
): FoundProduct | null {
  const ranked = lexicon.products
    .map(({ name, manufacturer }) => ({
      name,
      manufacturer,
      ...bestMatch(lines, name),
      mayGoOn: isBeginning(name, lexicon),
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

function isBeginning(name: string, lexicon: VaccineLexicon): boolean {
  return lexicon.products.some(
    (other) => other.name !== name && plainText(other.name).startsWith(plainText(name)),
  );
}

/**
 * Whether a reader that knows kanji and digits but no kana saw the name end where it does: something of the name,
 * and nothing that is not in it.
 */
export function endsThere(seen: string, name: string): boolean {
  const told = [...plainText(seen)].filter((letter) => /[\p{Script=Han}\p{N}A-Za-z]/u.test(letter));
  return told.length > 0 && told.every((letter) => plainText(name).includes(letter));
}

export type FoundMaker = Readonly<{ name: string; likeness: number }>;

/** The maker named in one of the lines. */
export function findMaker(lines: readonly string[], lexicon: VaccineLexicon): FoundMaker | null {
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
  return matchIn(line, name).likeness;
}

type Match = Readonly<{ likeness: number; goesOn: boolean }>;

/** Letters of the edge of a sticker, or of dirt beside the name, are fewer. */
const LETTERS_OF_A_WORD = 2;

function bestMatch(lines: readonly string[], name: string): Match {
  const none: Match = { likeness: 0, goesOn: false };
  return lines
    .map((line) => matchIn(line, name))
    .reduce((best, match) => (match.likeness > best.likeness ? match : best), none);
}

function matchIn(line: string, name: string): Match {
  const [text, wanted] = [plainText(line), plainText(name)];
  if (wanted.length === 0) return { likeness: 0, goesOn: false };
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
  const edits = Math.min(...row);
  const after = text.slice(row.lastIndexOf(edits)).match(/\p{L}/gu) ?? [];
  return {
    likeness: Math.max(0, 1 - edits / wanted.length),
    goesOn: after.length >= LETTERS_OF_A_WORD,
  };
}

function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\-‐‑–—―−ー~〜～]/g, '');
}
