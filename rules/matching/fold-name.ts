import VARIANTS from './kanji-variants.json' with { type: 'json' };
import { settled } from './settled.ts';

/**
 * What two spellings of one name have in common. A folded name is for holding beside another folded one and for nothing
 * else: what is written stays as it is written wherever it is kept or shown.
 */
const STANDARD: ReadonlyMap<string, string> = new Map(
  VARIANTS.flatMap((group) => {
    const [standard = '', ...variants] = group;
    return variants.map((variant) => [variant, standard] as const);
  }),
);

/** Ideographic and standardised variation sequences (UTS #37) choose a glyph, not another character. */
const SELECTORS = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;
const BETWEEN = /[\s・･.,'’‐‑–—―−-]/gu;

/** One code for one character: half and full width, compatibility ideographs, glyph selectors and gaps taken away. */
export const plainName = settled((written) =>
  written.replace(SELECTORS, '').normalize('NFKC').replace(BETWEEN, '').toUpperCase(),
);

const unrepeated = (name: string): string => {
  const letters: string[] = [];
  for (const each of name) letters.push(each === '々' ? (letters.at(-1) ?? each) : each);
  return letters.join('');
};

/** 髙 and 高, 﨑 and 崎, 邉, 邊 and 辺, 佐々木 and 佐佐木 alike; ヶ and ケ, for hands and registers mix them. */
export const foldName = settled((written) =>
  Array.from(unrepeated(plainName(written)), (each) => STANDARD.get(each) ?? each)
    .join('')
    .replaceAll('ヶ', 'ケ')
    .replaceAll('ヵ', 'カ'),
);

const GROUPS: ReadonlyMap<string, string> = new Map(
  VARIANTS.flatMap((group) => Array.from(group, (each) => [each, group] as const)),
);

/** Every spelling a register may have a name in, at most `limit`: for looking it up where it stands as written. */
export function spellingsOf(written: string, limit: number): string[] {
  const plain = plainName(written);
  return Array.from(plain).reduce<string[]>(
    (heads, each) => {
      const tails = Array.from(GROUPS.get(each) ?? each).sort((a) => (a === each ? -1 : 1));
      return tails.flatMap((tail) => heads.map((head) => head + tail)).slice(0, limit);
    },
    [''],
  );
}
