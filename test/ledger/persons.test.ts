import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databasePersons } from '../../ledger/masters/persons.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { foldKana, kanaSkeleton } from '../../rules/matching/fold-kana.ts';
import { plainName, spellingsOf } from '../../rules/matching/fold-name.ts';
import { matchPerson } from '../../rules/matching/match-person.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { ledgerWorld, MUNICIPALITY, NOW, type World } from '../support/ledger-world.ts';
import { neighbour } from '../support/papers.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('persons');
  await addPerson(MUNICIPALITY, '1', '髙橋　花子', 'タカハシ　ハナコ', '1962-03-08', 'f1');
  await addPerson(MUNICIPALITY, '2', '髙橋　一郎', 'タカハシ　イチロウ', '1935-07-21', 'f1');
  await addPerson(MUNICIPALITY, '3', '渡邉　ゆう子', 'ワタナベ　ユウコ', '1962-03-08', null);
  await neighbour(world, '131016');
  await inMunicipality('131016', () =>
    addPerson('131016', '9', '高橋　花子', 'タカハシ　ハナコ', '1962-03-08', 'f1'),
  );
});
afterAll(() => world.close());

async function addPerson(
  municipalityId: string,
  residentId: string,
  name: string,
  kana: string,
  birthDate: string,
  householdId: string | null,
): Promise<void> {
  const address = '大阪府豊中市若葉町一丁目2番3号';
  const rest = { sex: 'female' as const, address, householdId, nonRegistered: false };
  await world.db
    .insertInto('residents')
    .values({ municipalityId, residentId, name, kana, birthDate, ...rest })
    .execute();
  const ticket = { municipalityCode: '272035', ticketNumber: `431005001${residentId}` };
  await world.db
    .insertInto('issuedTickets')
    .values({ municipalityId, ...ticket, ticketType: '2', doseNumber: '1', residentId })
    .execute();
}

const lineOf = (last: string): string => `21272035431005001${last}`;
const ids = (found: ReadonlyArray<{ residentId: string }>): string[] =>
  [...new Set(found.map(({ residentId }) => residentId))].sort();

test('persons are found by number, birth date, household, any spelling of the name, and kana', async () => {
  const persons = databasePersons(world.db, MUNICIPALITY);
  const holders = await persons.holders([lineOf('1'), lineOf('2'), lineOf('8'), lineOf('9')]);
  expect([...holders].map(([line, { residentId }]) => [line, residentId])).toEqual([
    [lineOf('1'), '1'],
    [lineOf('2'), '2'],
  ]);
  const hanako = holders.get(lineOf('1'));
  expect(hanako?.name).toBe('髙橋　花子');
  if (hanako !== undefined) expect(ids(await persons.household(hanako))).toEqual(['1', '2']);
  expect(ids(await persons.bornOn(['1962-03-08', '1970-01-01']))).toEqual(['1', '3']);
  expect(ids(await persons.named(spellingsOf('高橋 花子', 64), [], []))).toEqual(['1']);
  expect(ids(await persons.named([], [foldKana('わたなべ ゆーこ')], []))).toEqual(['3']);
  expect(ids(await persons.named(['髙橋花子'], [], ['1962-03-09']))).toEqual([]);
  expect(await persons.population()).toBeGreaterThan(0);
});

const KANA = fc.string({
  unit: fc.constantFrom(...'あいうぁっゃゎがぢづをんゔカガァッャヵヶヂヅヲヰヴー　ｰコ', 'ﾊﾞ', 'ﾋﾟ'),
});
const NAME = fc.string({
  unit: fc.constantFrom(...'髙高﨑崎\uFA10\u{E0100}　 ・-ａＡ辺邉邊ｶﾞヶ々𠮷'),
});

test('the database folds names and kana as the program does', async () => {
  const [names, kana] = [fc.sample(NAME, 200), fc.sample(KANA, 300)];
  const { rows } = await sql<{ name: string | null; kana: string | null }>`
    select plain_name(name) as name, kana_skeleton(kana) as kana
    from unnest(${names}::text[], ${kana}::text[]) as said(name, kana)`.execute(world.db);
  expect(rows.slice(0, names.length).map(({ name }) => name)).toEqual(names.map(plainName));
  expect(rows.map((row) => row.kana)).toEqual(kana.map(kanaSkeleton));
});

const read = (value: string): FieldReading => ({
  value,
  state: 'certain',
  accepted: true,
  probability: 0.99,
  candidates: [{ value, probability: 0.99, source: 'test' }],
  boxMm: [0, 0, 1, 1],
  engine: 'test',
  engineVersion: 'test',
});

test("a number that names another is caught, and another municipality's residents are nobody", async () => {
  const fields = {
    ocrLine: read(lineOf('2')),
    labelName: read('高橋 花子'),
    birthDate: read('1962-03-08'),
  };
  const match = await matchPerson({ fields }, databasePersons(world.db, MUNICIPALITY));
  expect(match).toMatchObject({ outcome: 'contradicted', named: { residentId: '2' } });
  expect(match.others[0]).toMatchObject({ residentId: '1' });
  expect(match.others.map(({ residentId }) => residentId)).not.toContain('9');
});

test('what the check stage found is kept with the sheet, naming fields and quoting none', async () => {
  const { sheetId } = await world.checkedSheet();
  const kept = await world.db
    .selectFrom('sheetPersonMatches')
    .selectAll()
    .where('sheetId', '=', sheetId)
    .executeTakeFirstOrThrow();
  expect(kept).toMatchObject({ outcome: 'no_number', named: null, others: [], matchedAt: NOW });
});
