import { expect, test } from 'vitest';
import { askMasters, type EvidenceLookup } from '../../../rules/evidence/masters-say.ts';
import { weighMasters } from '../../../rules/evidence/weigh-masters.ts';
import type { FieldReading, PageReading } from '../../../schemas/reading.ts';

const ACCEPT = { digits: 0.975, text: 0.98 };
const TODAY = '2021-12-01';
const LINE = '222720354310050001';

const resident = {
  residentId: '1',
  name: '青木　花子',
  kana: 'アオキ　ハナコ',
  birthDate: '1952-03-08',
  sex: 'female',
  address: '',
  householdId: null,
  nonRegistered: false,
  movedInOn: null,
  movedOutOn: null,
  diedOn: null,
} as const;
const lot = {
  lotNumber: 'EY5422',
  product: 'コミナティ筋注',
  manufacturer: 'ファイザー',
  expiry: '2021-11-30',
  validFrom: '2021-06-01',
  validTo: '2021-11-30',
};
const lookup: EvidenceLookup = {
  lists: { institutions: true, lots: true },
  ticket: async (line) => (line === LINE ? { issued: true, resident } : { issued: false }),
  isInstitution: async (code) => code === '2711042006',
  lots: async (lotNumber) => (lotNumber === lot.lotNumber ? [lot] : []),
  doses: async () => [{ doseNumber: '1', vaccinationDate: '2021-07-01' }],
  scansOf: async () => [],
  overrides: async () => [],
};

type Guess = readonly [value: string, probability: number];

function field(engine: string, first: Guess, ...others: Guess[]): FieldReading {
  const [value, probability] = first;
  const accepted = probability >= (engine === 'digit-net' ? ACCEPT.digits : ACCEPT.text);
  return {
    value,
    state: accepted ? 'certain' : 'doubtful',
    accepted,
    probability,
    candidates: [first, ...others].map(([each, p]) => ({
      value: each,
      probability: p,
      source: engine,
    })),
    boxMm: [0, 0, 1, 1],
    engine,
    engineVersion: 'test',
  };
}

const digits = (first: Guess, ...others: Guess[]) => field('digit-net', first, ...others);
const print = (first: Guess, ...others: Guess[]) => field('pp-ocr', first, ...others);
const KNOWN = {
  ocrLine: print([LINE, 0.999]),
  doseNumberOnTicket: print(['2', 0.999]),
  lotNumber: print(['EY5422', 0.997]),
  vaccinationDate: digits(['2021-08-05', 0.99]),
};

async function after(
  fields: Record<string, FieldReading>,
  masters = lookup,
): Promise<PageReading['fields']> {
  const page: PageReading = {
    template: 'jp-covid19-2021',
    registration: null,
    ms: 1,
    fields: { ...KNOWN, ...fields },
    engineVersion: 'test',
  };
  return weighMasters(page, await askMasters(page, masters), TODAY, ACCEPT).fields;
}

test.each([
  ['birthDate', digits(['1952-03-08', 0.9], ['1962-03-08', 0.05])],
  ['age', digits(['69', 0.9], ['89', 0.05])],
  ['institutionCode', digits(['2711042006', 0.9], ['2711042001', 0.05])],
  ['lotNumber', print(['EY5422', 0.95])],
  ['vaccinationDate', digits(['2021-08-05', 0.9], ['2027-08-05', 0.095])],
])('%s becomes certain where the masters hold what was read', async (id, reading) => {
  const found = (await after({ [id]: reading }))[id];
  expect(found).toMatchObject({ value: reading.value, accepted: true, state: 'certain' });
});

test.each([
  ['birthDate', digits(['1962-03-08', 0.55], ['1952-03-08', 0.4]), '1952-03-08'],
  ['age', digits(['89', 0.5], ['69', 0.4]), '69'],
  ['institutionCode', digits(['2711043004', 0.5], ['2711042006', 0.4]), '2711042006'],
  ['lotNumber', print(['EY5A22', 0.43], ['EY5422', 0.4]), 'EY5422'],
  ['lotExpiry', print(['2021-11-20', 0.4], ['2021-11-30', 0.4]), '2021-11-30'],
  ['labelName', print(['青木 花了', 0.4], ['青木 花子', 0.4]), '青木 花子'],
  ['vaccinationDate', digits(['2027-08-05', 0.6], ['2021-08-05', 0.3]), '2021-08-05'],
  ['vaccinationDate', digits(['2021-06-05', 0.6], ['2021-08-05', 0.3]), '2021-08-05'],
])(
  '%s that the ink leaves open takes what the masters hold, in doubt',
  async (id, reading, held) => {
    const found = (await after({ [id]: reading }))[id];
    expect(found).toMatchObject({ value: held, accepted: false, state: 'doubtful' });
  },
);

test.each([
  ['birthDate', digits(['1952-03-18', 0.99], ['1952-03-08', 0.002])],
  ['age', digits(['59', 0.98], ['69', 0.01])],
  ['institutionCode', digits(['2719900175', 0.98], ['2711042006', 0.01])],
  ['lotNumber', print(['EX7043', 0.99])],
  ['vaccinationDate', digits(['2029-08-05', 0.98], ['2021-08-05', 0.01])],
  ['labelName', print(['石川 明', 0.99])],
])(
  '%s that the masters contradict stays as it is written, and is in doubt',
  async (id, reading) => {
    const found = (await after({ [id]: reading }))[id];
    expect(found).toMatchObject({ value: reading.value, accepted: false, state: 'doubtful' });
  },
);

test('the ticket is the key: unless it is certain, nobody is named and nothing of a person is weighed', async () => {
  const birthDate = digits(['1962-03-08', 0.55], ['1952-03-08', 0.4]);
  const doubtful = print([LINE, 0.5]);
  const found = await after({ birthDate, ocrLine: doubtful });
  expect(found).toMatchObject({ birthDate, ocrLine: doubtful });
  expect(
    await after({ birthDate, ocrLine: print([`${LINE.slice(0, -1)}9`, 0.999]) }),
  ).toMatchObject({
    birthDate,
  });
});

test('a list the municipality does not have accuses nothing', async () => {
  const institutionCode = digits(['2719900175', 0.98]);
  const lists = { institutions: false, lots: false };
  const found = await after({ institutionCode }, { ...lookup, lists });
  expect(found).toMatchObject({ institutionCode, lotNumber: KNOWN.lotNumber });
});

test('a sticker whose expiry was put off later is not doubted for that', async () => {
  const found = await after({ lotExpiry: print(['2021-08-31', 0.9913]) });
  expect(found['lotExpiry']).toMatchObject({ value: '2021-08-31', accepted: true });
});

test('a birthday between filling in and the dose makes both ages right', async () => {
  const vaccinationDate = digits(['2022-03-10', 0.99]);
  const [younger, older] = [digits(['69', 0.9], ['89', 0.05]), digits(['70', 0.9], ['10', 0.05])];
  const of = async (age: FieldReading) =>
    (await after({ age, vaccinationDate, lotNumber: print(['EY5422', 0.5]) }))['age']?.probability;
  expect(await of(younger)).toBeGreaterThan(0.95);
  expect(await of(older)).toBe(await of(younger));
});

test('digits that are no day are no witness and no date', async () => {
  const found = await after({
    vaccinationDate: digits(['2021085', 0.5]),
    age: digits(['69', 0.9]),
  });
  expect(found['age']).toMatchObject({ accepted: false, probability: 0.9 });
  expect(found['vaccinationDate']?.probability).toBeLessThan(0.5);
});
