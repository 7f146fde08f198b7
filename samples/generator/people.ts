import type { Rng } from './rng.ts';

export type Person = {
  residentId: string;
  surname: string;
  given: string;
  surnameKana: string;
  givenKana: string;
  birthDate: string;
  sex: 'male' | 'female';
  town: string;
  chome: number;
  block: number;
  house: number;
  building: string;
  householdId: string;
  nonRegistered: boolean;
  phone: string;
  ticketNumber: string;
};

// Invented combinations of common names; every character must exist in the four hand faces.
const SURNAMES = [
  ['青木', 'アオキ'],
  ['石川', 'イシカワ'],
  ['上田', 'ウエダ'],
  ['大西', 'オオニシ'],
  ['片山', 'カタヤマ'],
  ['北村', 'キタムラ'],
  ['小林', 'コバヤシ'],
  ['坂本', 'サカモト'],
  ['清水', 'シミズ'],
  ['高橋', 'タカハシ'],
  ['竹内', 'タケウチ'],
  ['中川', 'ナカガワ'],
  ['西村', 'ニシムラ'],
  ['野口', 'ノグチ'],
  ['橋本', 'ハシモト'],
  ['林', 'ハヤシ'],
  ['平田', 'ヒラタ'],
  ['藤原', 'フジワラ'],
  ['松本', 'マツモト'],
  ['三浦', 'ミウラ'],
  ['村上', 'ムラカミ'],
  ['森田', 'モリタ'],
  ['山口', 'ヤマグチ'],
  ['吉田', 'ヨシダ'],
  ['和田', 'ワダ'],
] as const;
const GIVEN = {
  male: [
    ['一郎', 'イチロウ'],
    ['健太', 'ケンタ'],
    ['正', 'タダシ'],
    ['大輔', 'ダイスケ'],
    ['翔', 'ショウ'],
    ['勇', 'イサム'],
    ['直人', 'ナオト'],
    ['和夫', 'カズオ'],
    ['明', 'アキラ'],
    ['修', 'オサム'],
  ],
  female: [
    ['花子', 'ハナコ'],
    ['美咲', 'ミサキ'],
    ['和子', 'カズコ'],
    ['愛', 'アイ'],
    ['幸子', 'サチコ'],
    ['陽子', 'ヨウコ'],
    ['真由美', 'マユミ'],
    ['結衣', 'ユイ'],
    ['京子', 'キョウコ'],
    ['文子', 'フミコ'],
  ],
} as const;
const TOWNS = [
  '若葉町',
  '青空台',
  '中央通',
  '緑が丘',
  '東川町',
  '西野台',
  '北山町',
  '南風町',
] as const;
const BUILDINGS = ['', '', '', 'コーポ若葉', 'メゾン青空', 'グリーンハイツ'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

function birthDate(index: number, rng: Rng): string {
  // Two thirds were over 60, as in the summer of 2021.
  const year = index % 3 === 2 ? rng.int(1962, 2004) : rng.int(1928, 1961);
  return `${year}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;
}

/** A number nobody can have: no local number and no mobile block begins with 0. */
const phone = (rng: Rng): string =>
  rng.chance(0.5)
    ? `06-0${rng.int(100, 999)}-${String(rng.int(0, 9999)).padStart(4, '0')}`
    : `090-0${rng.int(100, 999)}-${String(rng.int(0, 9999)).padStart(4, '0')}`;

/** Invented residents with dense ticket numbers: most differ from another in one digit. */
export function inventPeople(count: number, rng: Rng, from = 0): Person[] {
  return Array.from({ length: Math.max(0, count) }, (_, seat): Person => {
    const index = from + seat;
    const sex = rng.chance(0.5) ? 'male' : 'female';
    const [surname, surnameKana] = rng.pick(SURNAMES);
    const [given, givenKana] = rng.pick<readonly [string, string]>(GIVEN[sex]);
    const building = rng.pick(BUILDINGS);
    return {
      residentId: String(5_100_000_000 + index * 137 + rng.int(0, 99)),
      surname,
      given,
      surnameKana,
      givenKana,
      birthDate: birthDate(index, rng),
      sex,
      town: rng.pick(TOWNS),
      chome: rng.int(1, 6),
      block: rng.int(1, 29),
      house: rng.int(1, 20),
      building: building && `${building}${rng.int(1, 9)}0${rng.int(1, 9)}`,
      householdId: String(51_000_000 + index * 3).padStart(9, '0'),
      nonRegistered: index % 29 === 28,
      phone: phone(rng),
      ticketNumber: String(4_310_050_000 + index * 3 + rng.int(0, 2)),
    };
  });
}
