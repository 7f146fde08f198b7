import { plainName } from './fold-name.ts';
import { settled } from './settled.ts';

const HIRAGANA = /[ぁ-ゖ]/g;
const TO_KATAKANA = 0x60;
const SMALL = 'ァィゥェォッャュョヮヵヶ';
const LARGE = 'アイウエオツヤユヨワカケ';
/** Sounds that are one today, whichever way a name is spelled (現代仮名遣い, 内閣告示 昭和61年). */
const SAME_SOUND: Readonly<Record<string, string>> = {
  ヂ: 'ジ',
  ヅ: 'ズ',
  ヲ: 'オ',
  ヰ: 'イ',
  ヱ: 'エ',
  ヴ: 'ブ',
};

/** The columns of the kana table, by their vowel. */
const COLUMNS: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパ',
  イ: 'イキシチニヒミリギジビピ',
  ウ: 'ウクスツヌフムユルグズブプ',
  エ: 'エケセテネヘメレゲゼデベペ',
  オ: 'オコソトノホモヨロゴゾドボポ',
};
const VOWEL: ReadonlyMap<string, string> = new Map(
  Object.entries(COLUMNS).flatMap(([vowel, column]) =>
    Array.from(column, (kana) => [kana, vowel] as const),
  ),
);

const large = (kana: string): string => {
  const at = SMALL.indexOf(kana);
  const full = at < 0 ? kana : (LARGE[at] ?? kana);
  return SAME_SOUND[full] ?? full;
};

/** ー lengthens what is before it; so do ウ after オ and イ after エ (コウ, コオ, コー; ケイ, ケー). */
function lengthened(before: string | undefined, kana: string): string {
  const vowel = before === undefined ? undefined : VOWEL.get(before);
  if (vowel === undefined) return kana;
  const lengthens =
    kana === 'ー' || (vowel === 'オ' && kana === 'ウ') || (vowel === 'エ' && kana === 'イ');
  return lengthens ? vowel : kana;
}

/** A name in kana, however it was written: hiragana, half width, small as large, long vowels one way. */
export const foldKana = settled((written) => {
  const katakana = plainName(written.replaceAll(/[ｰ‐‑–—―−-]/g, 'ー')).replace(HIRAGANA, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) + TO_KATAKANA),
  );
  const folded: string[] = [];
  for (const kana of katakana) folded.push(lengthened(folded.at(-1), large(kana)));
  return folded.join('');
});

/** What is left without vowels, for looking up: `kana_skeleton` of 024-person-matches.sql says the same. */
export const kanaSkeleton = (written: string): string =>
  foldKana(written).replaceAll(/[アイウエオー]/g, '');
