import { plainName, spellingsOf } from './matching/fold-name.ts';

const HIRAGANA = /[ぁ-ゖ]/g;
const TO_KATAKANA = 0x60;
/** Spellings of one name that are looked for. */
const SPELLINGS = 24;

/**
 * What was keyed, as it is looked for: width, spaces, variants of a character (髙 and 高) and the kana that were used make
 * no difference. `plain` is one of `spellings`, each as the database's `plain_name` has it.
 */
export function searchWords(keyed: string): { plain: string; spellings: string[] } {
  const plain = plainName(keyed);
  const katakana = plain.replaceAll(HIRAGANA, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) + TO_KATAKANA),
  );
  return { plain, spellings: [...new Set([...spellingsOf(plain, SPELLINGS), katakana])] };
}
