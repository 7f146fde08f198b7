import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Registered } from '../../../rules/matching/match-lookup.ts';
import { matchPerson } from '../../../rules/matching/match-person.ts';
import { personOfPage } from '../../../rules/matching/person-of-page.ts';
import { registerLookup } from '../../../rules/matching/register-lookup.ts';
import { oneDigitAway } from '../../../rules/matching/ticket-lines.ts';
import type { IssuedTicket } from '../../../schemas/masters.ts';
import { PersonMatch } from '../../../schemas/person-match.ts';
import type { FieldReading, PageReading } from '../../../schemas/reading.ts';

const CODE = '272035';
const resident = (residentId: string, more: Partial<Registered>): Registered => ({
  residentId,
  name: '若葉　花子',
  kana: 'ワカバ　ハナコ',
  birthDate: '1962-03-08',
  sex: 'female',
  address: '大阪府豊中市若葉町一丁目2番3号',
  householdId: null,
  ...more,
});
const ticket = (residentId: string, ticketNumber: string): IssuedTicket => ({
  municipalityCode: CODE,
  ticketNumber,
  ticketType: '2',
  doseNumber: '1',
  residentId,
});
const lineOf = (number: string): string => `21${CODE}${number}`;

const HANAKO = resident('1', { householdId: '9' });
const TWIN = resident('2', { householdId: '9', name: '若葉　真由美', kana: 'ワカバ　マユミ' });
const NEIGHBOUR = resident('3', {
  name: '髙橋　一郎',
  kana: 'タカハシ　イチロウ',
  birthDate: '1948-11-20',
  sex: 'male',
});
const TOWN = registerLookup(
  [HANAKO, TWIN, NEIGHBOUR],
  [ticket('1', '4310050010'), ticket('2', '4310050014'), ticket('3', '4310050018')],
);

type Guess = string | readonly (readonly [value: string, probability: number])[];

function read(guess: Guess): FieldReading {
  const guesses = typeof guess === 'string' ? [[guess, 0.99] as const] : guess;
  const [first] = guesses;
  const [value, probability] = first ?? [null, 0];
  const accepted = probability >= 0.975;
  return {
    value,
    state: value === null ? 'unreadable' : accepted ? 'certain' : 'doubtful',
    accepted,
    probability,
    candidates: guesses.map(([each, p]) => ({ value: each, probability: p, source: 'test' })),
    boxMm: [0, 0, 1, 1],
    engine: 'test',
    engineVersion: 'test',
  };
}

const page = (fields: Record<string, Guess>): Pick<PageReading, 'fields'> => ({
  fields: Object.fromEntries(Object.entries(fields).map(([id, guess]) => [id, read(guess)])),
});

/** Nobody lives with her. */
const ALONE = registerLookup(
  [HANAKO, NEIGHBOUR],
  [ticket('1', '4310050010'), ticket('3', '4310050018')],
);

const HERS = {
  ocrLine: lineOf('4310050010'),
  labelName: '若葉 花子',
  birthDate: '1962-03-08',
  sex: 'female',
};

const evidence = (match: PersonMatch, field: string) =>
  match.named?.evidence.find((each) => each.field === field);

test('who is named, and agrees by name and birth date, is offered', async () => {
  const match = await matchPerson(page(HERS), ALONE);
  expect(match).toMatchObject({ outcome: 'offered', named: { residentId: '1' }, others: [] });
  expect(match.named?.probability).toBeGreaterThan(0.9999);
  expect(evidence(match, 'birthDate')).toMatchObject({ agrees: 'agrees', likeness: 'same' });
  expect(PersonMatch.parse(match)).toEqual(match);
});

test('a number that reads well and names somebody else is caught, and who was meant is found', async () => {
  const match = await matchPerson(page({ ...HERS, ocrLine: lineOf('4310050018') }), TOWN);
  expect(match).toMatchObject({ outcome: 'contradicted', named: { residentId: '3' } });
  expect(match.named?.probability).toBeLessThan(0.001);
  expect(match.others[0]).toMatchObject({ residentId: '1', foundBy: 'number_repaired' });
  expect(personOfPage(match).residentId).toBe('1');
});

test('of twins neither is offered until a hand has written which, for one may bring the label of the other', async () => {
  const printed = await matchPerson(page(HERS), TOWN);
  expect(printed).toMatchObject({ outcome: 'unsure', named: { residentId: '1' } });
  expect(printed.others[0]).toMatchObject({ residentId: '2' });
  const written = await matchPerson(page({ ...HERS, name: '若葉 花子' }), TOWN);
  expect(written).toMatchObject({ outcome: 'offered', named: { residentId: '1' } });
  const other = await matchPerson(page({ ...HERS, name: '若葉 真由美' }), TOWN);
  expect(other).toMatchObject({ outcome: 'contradicted', named: { residentId: '1' } });
  expect(evidence(other, 'name')).toMatchObject({ agrees: 'differs', likeness: 'other' });
  expect(other.others[0]).toMatchObject({ residentId: '2' });
});

test('a number that was not issued is repaired by one digit, as a reason to look and never as an answer', async () => {
  const match = await matchPerson(page({ ...HERS, ocrLine: lineOf('4310050012') }), TOWN);
  expect(match).toMatchObject({ outcome: 'not_issued', named: null });
  expect(match.others[0]).toMatchObject({ residentId: '1', foundBy: 'number_repaired' });
});

test('without a number a person is found by birth date and name, with one misread digit and in other characters', async () => {
  const match = await matchPerson(
    page({ birthDate: '1948-11-29', name: '高橋 一郎', kana: 'たかはし いちろう', sex: 'male' }),
    TOWN,
  );
  expect(match).toMatchObject({ outcome: 'no_number', named: null });
  const [first] = match.others;
  expect(first).toMatchObject({ residentId: '3', foundBy: 'name_and_birth_date' });
  const byField = new Map(first?.evidence.map((each) => [each.field, each]));
  expect(byField.get('name')).toMatchObject({ agrees: 'agrees', likeness: 'variant' });
  expect(byField.get('kana')).toMatchObject({ agrees: 'agrees', likeness: 'variant' });
  expect(byField.get('birthDate')).toMatchObject({ likeness: 'near' });
});

test('a number the readers do not stand behind offers nobody', async () => {
  const doubtful = [
    [HERS.ocrLine, 0.8],
    [lineOf('4310050014'), 0.15],
  ] as const;
  expect((await matchPerson(page({ ...HERS, ocrLine: doubtful }), TOWN)).outcome).toBe('unsure');
});

test('a repair of the municipality code passes its check digit, and where the code holds no digit of it is touched', () => {
  const wrongCode = `21${CODE.slice(0, 4)}7${CODE.slice(5)}4310050010`;
  expect(oneDigitAway(wrongCode)).toContain(HERS.ocrLine);
  for (const line of oneDigitAway(HERS.ocrLine)) expect(line.slice(2, 8)).toBe(CODE);
  expect(oneDigitAway(HERS.ocrLine)).toHaveLength(12 * 9);
});

const NAMES = ['若葉 花子', '若葉 真由美', '高橋 一郎', '髙橋 一郎', '青空 明'];
const DAYS = ['1962-03-08', '1962-03-09', '1948-11-20', '1990-01-01'];
const NUMBERS = ['4310050010', '4310050014', '4310050018', '4310050011'];
const guessed = (values: readonly string[]): fc.Arbitrary<Guess> =>
  fc
    .tuple(
      fc.constantFrom(...values),
      fc.constantFrom(...values),
      fc.double({ min: 0.3, max: 0.999, noNaN: true }),
    )
    .map(([first, second, p]) =>
      first === second
        ? [[first, p]]
        : ([
            [first, Math.max(p, 0.5)],
            [second, (1 - Math.max(p, 0.5)) / 2],
          ] as const),
    );
const PAGES = fc.record(
  {
    ocrLine: guessed(NUMBERS.map(lineOf)),
    labelName: guessed(NAMES),
    name: guessed(NAMES),
    birthDate: guessed(DAYS),
    sex: guessed(['male', 'female']),
  },
  { requiredKeys: [] },
);

test('nobody whose birth date and name both differ is ever offered, nor anybody the number does not name', async () => {
  await fc.assert(
    fc.asyncProperty(PAGES, async (fields) => {
      const match = await matchPerson(page(fields), TOWN);
      const all = [...(match.named === null ? [] : [match.named]), ...match.others];
      const total = all.reduce((sum, { probability }) => sum + probability, 0);
      expect(total).toBeLessThanOrEqual(1 + 1e-9);
      expect(new Set(all.map(({ residentId }) => residentId)).size).toBe(all.length);
      if (match.outcome !== 'offered') return;
      const differing = match.named?.evidence.filter(({ agrees }) => agrees === 'differs');
      expect(differing).toEqual([]);
      const line = read(fields.ocrLine ?? []).value ?? '';
      expect((await TOWN.holders([line])).get(line)?.residentId).toBe(match.named?.residentId);
    }),
    { numRuns: 200 },
  );
});

test('more that agrees never makes the person named less probable', async () => {
  await fc.assert(
    fc.asyncProperty(PAGES, async (fields) => {
      const { birthDate: _, ...without } = { ...fields, ocrLine: HERS.ocrLine };
      const before = await matchPerson(page(without), TOWN);
      const after = await matchPerson(page({ ...without, birthDate: HERS.birthDate }), TOWN);
      expect(after.named?.probability).toBeGreaterThanOrEqual(before.named?.probability ?? 1);
    }),
  );
});
