import type { Registered } from '../../rules/matching/match-lookup.ts';
import { MUNICIPALITY } from '../../samples/generator/books.ts';
import { makeRng, type Rng } from '../../samples/generator/rng.ts';
import type { IssuedTicket } from '../../schemas/masters.ts';

export type Town = Readonly<{ residents: Registered[]; tickets: IssuedTicket[] }>;

// Invented: heads, tails and given names put together by chance.
const HEADS = pairs(
  '青 アオ 石 イシ 上 ウエ 大 オオ 片 カタ 北 キタ 小 コ 坂 サカ 髙 タカ 高 タカ 竹 タケ 中 ナカ 西 ニシ 野 ノ 橋 ハシ 平 ヒラ 藤 フジ 松 マツ 三 ミ 村 ムラ 森 モリ 山 ヤマ 吉 ヨシ 渡 ワタ 長 ナガ 岡 オカ 宮 ミヤ 黒 クロ 白 シラ 赤 アカ',
);
const TAILS = pairs(
  '木 キ 川 カワ 田 タ 西 ニシ 村 ムラ 林 バヤシ 本 モト 橋 ハシ 内 ウチ 野 ノ 口 グチ 原 ハラ 浦 ウラ 島 シマ 嶋 シマ 崎 サキ 﨑 サキ 沢 サワ 澤 サワ 辺 ベ 邉 ベ 井 イ',
);
const GIVEN = {
  male: pairs(
    '一郎 イチロウ 二郎 ジロウ 健一 ケンイチ 健二 ケンジ 健太 ケンタ 正 タダシ 正人 マサト 大輔 ダイスケ 翔 ショウ 翔太 ショウタ 勇 イサム 直人 ナオト 直樹 ナオキ 和夫 カズオ 和也 カズヤ 明 アキラ 修 オサム 誠 マコト 隆 タカシ 隆之 タカユキ 茂 シゲル 実 ミノル 進 ススム 博 ヒロシ',
  ),
  female: pairs(
    '花子 ハナコ 美咲 ミサキ 和子 カズコ 愛 アイ 愛子 アイコ 幸子 サチコ 陽子 ヨウコ 真由美 マユミ 結衣 ユイ 京子 キョウコ 文子 フミコ 久美子 クミコ 恵子 ケイコ 恵美 エミ 由美 ユミ 由美子 ユミコ 節子 セツコ 洋子 ヨウコ 千代 チヨ 美穂 ミホ 彩 アヤ 彩香 アヤカ 直美 ナオミ 智子 トモコ',
  ),
} as const;
const TOWNS = ['若葉町', '青空台', '中央通', '緑が丘', '東川町', '西野台', '北山町', '南風町'];

/** Of a hundred households with children: twins, as alike as they come. */
const TWINS = 0.04;

function pairs(text: string): ReadonlyArray<readonly [string, string]> {
  const words = text.split(' ');
  return words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : []));
}

/** Some names are many times commoner than others. */
const skewed = <T>(from: readonly T[], rng: Rng): T =>
  from[Math.floor(from.length * rng.next() ** 2)] ?? rng.pick(from);

const two = (value: number): string => String(value).padStart(2, '0');
const bornIn = (year: number, rng: Rng): string =>
  `${year}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;

type Member = Pick<Registered, 'birthDate'> & {
  given: readonly [string, string];
  sex: 'male' | 'female';
};

function household(rng: Rng): Member[] {
  const member = (year: number, sex: 'male' | 'female' = rng.pick(['male', 'female'])): Member => ({
    birthDate: bornIn(year, rng),
    sex,
    given: skewed<readonly [string, string]>(GIVEN[sex], rng),
  });
  const year = rng.int(1930, 1998);
  const couple = [member(year, 'male'), member(year + rng.int(-6, 6), 'female')];
  if (rng.chance(0.35)) return [member(year)];
  if (rng.chance(0.4)) return couple;
  const first = member(year + rng.int(22, 38));
  const children = Array.from({ length: rng.int(0, 2) }, (_, at) =>
    member(Number(first.birthDate.slice(0, 4)) + 2 * at + 2),
  );
  const twin = rng.chance(TWINS)
    ? [{ ...member(2000, rng.chance(0.7) ? first.sex : undefined), birthDate: first.birthDate }]
    : [];
  return [...couple, first, ...twin, ...children].filter(
    ({ birthDate }) => birthDate < '2021-01-01',
  );
}

/**
 * Families at one address with numbers one after the other, so that nearly every number is a digit away from other issued
 * ones, of the same family among them.
 */
export function inventTown(size: number, seed: string): Town {
  const rng = makeRng(seed);
  const residents: Registered[] = [];
  for (let house = 1; residents.length < size; house++) {
    const [head, tail] = [skewed(HEADS, rng), skewed(TAILS, rng)];
    const address = `大阪府豊中市${rng.pick(TOWNS)}${rng.int(1, 9)}丁目${rng.int(1, 40)}番${rng.int(1, 30)}号`;
    for (const { given, sex, birthDate } of household(rng)) {
      residents.push({
        residentId: String(5_200_000_000 + residents.length * 7),
        name: `${head[0]}${tail[0]}　${given[0]}`,
        kana: `${head[1]}${tail[1]}　${given[1]}`,
        birthDate,
        sex,
        address,
        householdId: String(house).padStart(9, '0'),
      });
    }
  }
  let number = 4_310_000_000;
  const tickets = residents.map(({ residentId }): IssuedTicket => {
    number += rng.chance(0.8) ? 1 : rng.int(2, 4);
    return {
      municipalityCode: MUNICIPALITY,
      ticketNumber: String(number),
      ticketType: '2',
      doseNumber: '1',
      residentId,
    };
  });
  return { residents, tickets };
}
