import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldAddress, sameAddress } from '../../../rules/matching/fold-address.ts';
import { foldKana } from '../../../rules/matching/fold-kana.ts';
import { foldName, plainName, spellingsOf } from '../../../rules/matching/fold-name.ts';
import VARIANTS from '../../../rules/matching/kanji-variants.json' with { type: 'json' };

test.each([
  ['髙橋 一郎', '高橋　一郎'],
  ['山﨑 花子', '山崎 花子'],
  ['渡邉 正', '渡辺 正'],
  ['渡邊 正', '渡辺 正'],
  ['渡邉\u{E0101} 正', '渡邉 正'],
  ['斉藤 愛', '齊藤 愛'],
  ['斎藤 愛', '齋藤 愛'],
  ['斉藤 愛', '齋藤 愛'],
  ['𠮷田 修', '吉田 修'],
  ['濵口 翔', '浜口 翔'],
  ['長嶋 明', '長島 明'],
  ['\uFA10本 明', '塚本 明'],
  ['佐々木 勇', '佐佐木 勇'],
  ['ｽﾐｽ ｼﾞｮﾝ', 'スミス・ジョン'],
  ['Smith John', 'ＳＭＩＴＨ　ＪＯＨＮ'],
])('%s and %s are one name', (one, other) => {
  expect(foldName(one)).toBe(foldName(other));
});

test.each([
  ['高橋 一郎', '高橋 二郎'],
  ['埼 明', '崎 明'],
  ['中川 文子', '中山 文子'],
  ['大田 愛', '太田 愛'],
])('%s and %s are two names', (one, other) => {
  expect(foldName(one)).not.toBe(foldName(other));
});

test.each([
  ['ワタナベ　ユウコ', 'わたなべ　ゆうこ'],
  ['ワタナベ　ユウコ', 'ﾜﾀﾅﾍﾞ ﾕｰｺ'],
  ['オオタ　コウジ', 'おーた こーじ'],
  ['キョウコ', 'キヨウコ'],
  ['カヅオ', 'カズオ'],
  ['ケイコ', 'ケーコ'],
])('%s and %s are one reading', (one, other) => {
  expect(foldKana(one)).toBe(foldKana(other));
});

test.each([
  ['ハナコ', 'バナナ'],
  ['カンタ', 'ガンタ'],
  ['ヨウコ', 'ヨシコ'],
])('%s and %s are two readings', (one, other) => {
  expect(foldKana(one)).not.toBe(foldKana(other));
});

test.each([
  ['上野東3-28-3', '大阪府豊中市上野東三丁目28番3号', true],
  ['豊中市若葉町十二丁目3番地の5 コーポ若葉201', '大阪府豊中市若葉町12丁目3番5号', true],
  ['上野東3-28-4', '大阪府豊中市上野東三丁目28番3号', false],
  ['三田1-2-3', '兵庫県三田市三田1丁目2番3号', true],
  ['3', '大阪府豊中市上野東三丁目28番3号', false],
])('%s is where %s is: %s', (written, registered, same) => {
  expect(sameAddress(written, registered)).toBe(same);
});

const KANJI = fc.constantFrom(...Array.from(VARIANTS.join('')));
const NAME = fc.string({ unit: fc.oneof(KANJI, fc.constantFrom(...'々ヶ　 ﾊﾞあーッ\u{E0100}髙')) });

test('folding what is folded changes nothing', () => {
  const anything = fc.oneof(NAME, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(anything, (written) => {
      for (const fold of [plainName, foldName, foldKana, foldAddress])
        expect(fold(fold(written))).toBe(fold(written));
    }),
    { numRuns: 100 },
  );
}, 30_000);

test('every character of a group folds to its first, and no group shares one with another', () => {
  for (const group of VARIANTS) {
    const [standard = '', ...others] = group;
    expect(foldName(standard)).toBe(standard);
    for (const other of others) expect(foldName(other)).toBe(standard);
  }
});

test('a name is looked up in every spelling, the one written among them', () => {
  fc.assert(
    fc.property(fc.string({ unit: KANJI, minLength: 1, maxLength: 3 }), (written) => {
      const spellings = spellingsOf(written, 64);
      expect(spellings).toContain(plainName(written));
      expect(new Set(spellings).size).toBe(spellings.length);
      for (const each of spellings) expect(foldName(each)).toBe(foldName(written));
    }),
  );
  expect(spellingsOf('髙橋', 64)).toContain('高橋');
});
