import { institutionCode, writtenAddress } from '../books.ts';
import { addDays, ageOn } from '../dates.ts';
import { hand } from '../hand.ts';
import { inventPeople, type Person } from '../people.ts';
import { scanOf } from '../plan.ts';
import type { Pose, SheetFields } from '../plan-types.ts';
import { makeRng, type Rng } from '../rng.ts';
import type { RuledPlan, RuledScenario } from './ruled-plan-types.ts';
import { CHILDHOOD, ELDERLY } from './scenarios.ts';

type StickerProduct = { name: string; manufacturer: string; maker: string };

const KMB = { manufacturer: 'KMバイオロジクス', maker: 'KMバイオロジクス株式会社' };
const BIKEN = { manufacturer: '阪大微生物病研究会', maker: '一般財団法人阪大微生物病研究会' };
const DENKA = { manufacturer: 'デンカ', maker: 'デンカ株式会社' };

type Family = {
  form: string;
  prefix: string;
  scenarios: readonly RuledScenario[];
  questions: number;
  safeYes: readonly string[];
  products: readonly StickerProduct[];
  own: (person: Person, birthDate: string, day: string, rng: Rng) => SheetFields;
  born: (rng: Rng) => string;
};

const CLINICS = [
  ['若葉クリニック', '石川 明'],
  ['青空内科', '上田 京子'],
  ['緑が丘医院', '清水 陽子'],
  ['西野台小児科', '中川 文子'],
] as const;
const two = (value: number): string => String(value).padStart(2, '0');

const FAMILIES: readonly Family[] = [
  {
    form: 'jp-influenza-elderly',
    prefix: 'elderly',
    scenarios: ELDERLY,
    questions: 10,
    safeYes: ['q01'],
    products: [
      { name: 'インフルエンザHAワクチン「KMB」', ...KMB },
      { name: 'フルービックHA', ...BIKEN },
      { name: 'インフルエンザHAワクチン「生研」', ...DENKA },
      { name: 'ビケンHA', ...BIKEN },
    ],
    own: (_, birthDate, day) => ({ age: String(ageOn(birthDate, day)) }),
    born: (rng) => `${rng.int(1927, 1958)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`,
  },
  {
    form: 'jp-childhood-dptipv',
    prefix: 'child',
    scenarios: CHILDHOOD,
    questions: 16,
    safeYes: ['q01'],
    products: [
      { name: 'テトラビック皮下注シリンジ', ...BIKEN },
      { name: 'クアトロバック皮下注シリンジ', ...KMB },
    ],
    own: (person, birthDate, day, rng) => ({
      guardianName: `${person.surname} ${rng.pick(['健太', '美咲', '直人', '京子'])}`,
      birthWeightG: String(rng.int(2400, 3900)),
      ageYears: String(ageOn(birthDate, day)),
      ageMonths: String(monthsOver(birthDate, day)),
    }),
    born: (rng) => `${rng.int(2020, 2023)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`,
  },
];

/** Months since the last birthday. */
function monthsOver(birthDate: string, day: string): number {
  const months = Number(day.slice(5, 7)) - Number(birthDate.slice(5, 7));
  const whole = day.slice(8) < birthDate.slice(8) ? months - 1 : months;
  return (whole + 12) % 12;
}

function answers(family: Family): SheetFields {
  return Object.fromEntries(
    Array.from({ length: family.questions }, (_, i) => {
      const id = `q${two(i + 1)}`;
      return [id, family.safeYes.includes(id) ? 'yes' : 'no'];
    }),
  );
}

const productOf = ({ products }: Family, index: number): StickerProduct | null =>
  products[index % products.length] ?? null;

function vaccine(product: StickerProduct | null, rng: Rng): SheetFields {
  if (product === null) {
    return { vaccineName: '', manufacturer: '', lotNumber: '', lotExpiry: '', doseVolumeMl: '' };
  }
  return {
    vaccineName: product.name,
    manufacturer: product.manufacturer,
    lotNumber: `${rng.pick(['HA', 'KB', 'FL'])}${rng.int(100, 999)}${rng.pick(['A', 'B', 'C'])}`,
    lotExpiry: rng.pick(['2025-06-30', '2025-08-31', '2026-01-31']),
    doseVolumeMl: '0.5',
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

function poseOf(scenario: RuledScenario, rng: Rng): Pose {
  const skewDeg = scenario.skewDeg ?? hundredths(rng.between(-2, 2));
  return {
    skewDeg,
    scale: Math.round((1 + rng.normal(0.008)) * 1000) / 1000,
    offsetMm: [hundredths(rng.normal(1)), hundredths(rng.normal(1))],
    canvasMm: Math.abs(skewDeg) > 2 ? [234, 312] : [214, 301],
  };
}

function planSheet(family: Family, person: Person, index: number, seed: string): RuledPlan {
  const scenario = family.scenarios[index] ?? { hand: 0, physicianHand: 0 };
  const id = `${family.prefix}-${String(index + 1).padStart(3, '0')}${seed}`;
  const rng = makeRng(`yoshin samples: ${id}`);
  const day = addDays('2024-10-07', index * 3 + rng.int(0, 2));
  const birthDate = scenario.fields?.['birthDate'] ?? family.born(rng);
  const [clinic, physician] = rng.pick(CLINICS);
  const scan = scanOf(scenario, rng);
  const product = scenario.postponed ? null : productOf(family, index);
  return {
    id,
    form: family.form,
    scenario,
    hand: hand(scenario.hand),
    physicianHand: hand(scenario.physicianHand),
    physician,
    clinic,
    stickerMaker: product?.maker ?? '',
    scan,
    pose: poseOf(scenario, rng),
    fields: {
      ...writtenByAll(person, day, rng),
      birthDate,
      ...family.own(person, birthDate, day, rng),
      ...answers(family),
      physicianDecision: scenario.postponed ? 'postpone' : 'possible',
      physicianSignature: 'present',
      consent: 'yes',
      consentDate: day,
      consentSignature: 'present',
      ...vaccine(product, rng),
      institutionCode: institutionCode(204_000 + index * 311 + rng.int(0, 99)),
      vaccinationDate: day,
      ...scenario.fields,
    },
  };
}

function writtenByAll(person: Person, day: string, rng: Rng): SheetFields {
  const { line1, line2 } = writtenAddress(person);
  return {
    address: line1 + line2,
    kana: `${person.surnameKana} ${person.givenKana}`,
    name: `${person.surname} ${person.given}`,
    phone: person.phone,
    sex: person.sex,
    bodyTemperature: `36.${rng.int(0, 8)}`,
    vaccinationDate: day,
  };
}

/** The sheets of every form without marks, decided down to the last field. Another seed makes other sheets. */
export function planRuledSheets(seed = ''): RuledPlan[] {
  return FAMILIES.flatMap((family) => {
    const people = inventPeople(family.scenarios.length, makeRng(`yoshin ${family.form}${seed}`));
    return people.map((person, index) => planSheet(family, person, index, seed));
  });
}
