import { type Keyed, sameAnswer } from './field-closure.ts';

const HIRAGANA = /[ぁ-ゖ]/g;
const TO_KATAKANA = 0x60;

const unspaced = (text: string): string => text.normalize('NFKC').replaceAll(/\s/g, '');
const inKatakana = (text: string): string =>
  unspaced(text).replaceAll(HIRAGANA, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) + TO_KATAKANA),
  );
const CHOME = '〇一二三四五六七八九';

/** 二丁目1番3号 and 2-1-3; a room or a house is part of it. */
const addressOf = (text: string): string =>
  unspaced(text)
    .replaceAll(/[一二三四五六七八九](?=丁目)/g, (digit) => String(CHOME.indexOf(digit)))
    .replaceAll(/丁目|番地の?|番の?|(?<=\d)号(?!室)|[‐‑–—―−]/g, '-')
    .replaceAll(/-+(?=\D|$)/g, '')
    .replaceAll(/-+/g, '-');

const AS_WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  name: unspaced,
  kana: inKatakana,
  address: addressOf,
};

/**
 * Have two people written down the same name, kana or address? Gaps, width, the kind of kana and the way to write numbers of
 * an address are each person's own; another character (髙 for 高) is another answer.
 */
export const sameWriting =
  (fieldId: string) =>
  (one: Keyed, other: Keyed): boolean => {
    const fold = AS_WRITTEN[fieldId];
    if (fold === undefined || one.value === null || other.value === null) {
      return sameAnswer(one, other);
    }
    return fold(one.value) === fold(other.value);
  };
