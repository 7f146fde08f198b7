import { luhnDigit } from './check-digits.ts';
import { addDays } from './dates.ts';
import { inventPeople, type Person } from './people.ts';
import type { InstitutionEntry, LotEntry } from './plan-types.ts';
import { makeRng, type Rng } from './rng.ts';

export const MUNICIPALITY = '272035';
const CITY = '大阪府豊中市';

/** What the municipality of the samples knows: people, clinics, lots. All invented. */
export type Books = { people: Person[]; institutions: InstitutionEntry[]; lots: LotEntry[] };

const CLINICS = [
  '若葉クリニック',
  '青空内科',
  '中央通診療所',
  '緑が丘医院',
  '東川整形外科',
  '西野台小児科',
  '北山町会館会場',
  '南風総合病院',
];
const PHYSICIANS = [
  '石川 明',
  '上田 京子',
  '北村 修',
  '清水 陽子',
  '竹内 直人',
  '中川 文子',
  '平田 勇',
  '森田 和子',
];

export const institutionCode = (serial: number): string => {
  const nine = `271${String(serial).padStart(6, '0')}`;
  return nine + luhnDigit(nine);
};

function inventInstitutions(rng: Rng): InstitutionEntry[] {
  return CLINICS.map((name, i) => ({
    code: institutionCode(104_200 + i * 1_237 + rng.int(0, 99)),
    name,
    address: `${CITY}${rng.pick(['若葉町', '中央通', '北山町'])}${rng.int(1, 9)}-${rng.int(1, 28)}`,
    physician: PHYSICIANS[i] ?? '',
  }));
}

function inventLots(rng: Rng): LotEntry[] {
  return Array.from({ length: 12 }, (_, i): LotEntry => {
    const moderna = i >= 8;
    const validFrom = addDays('2021-04-05', i * 9);
    return {
      lot: moderna
        ? String(3_007_100 + rng.int(0, 899))
        : `${rng.pick(['EY', 'FA', 'FC', 'FD'])}${rng.int(1000, 9999)}`,
      product: moderna ? 'スパイクバックス筋注' : 'コミナティ筋注',
      manufacturer: moderna ? '武田/モデルナ' : 'ファイザー',
      expiry: rng.pick(['2021-11-30', '2021-12-31', '2022-01-31']),
      validFrom,
    };
  });
}

const PEOPLE = 60;

/** The books of the samples; asked for more people, the first of them are the samples' own. */
export function inventBooks(people = PEOPLE, seed = 'yoshin samples: books'): Books {
  const rng = makeRng(seed);
  const own = inventPeople(PEOPLE, rng);
  const more = inventPeople(people - PEOPLE, makeRng('yoshin samples: more people'), PEOPLE);
  return {
    people: [...own, ...more],
    institutions: inventInstitutions(rng),
    lots: inventLots(rng),
  };
}

const KANJI_NUMBERS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** The register writes 三丁目12番5号 where people write 3-12-5. */
export const registeredAddress = (person: Person): string =>
  `${CITY}${person.town}${KANJI_NUMBERS[person.chome] ?? ''}丁目${person.block}番${person.house}号`;

export const writtenAddress = (person: Person): { line1: string; line2: string } => ({
  line1: CITY,
  line2: `${person.town}${person.chome}-${person.block}-${person.house}${person.building ? ` ${person.building}` : ''}`,
});
