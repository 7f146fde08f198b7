import { describe, expect, test } from 'vitest';
import { importMasters } from '../../ledger/masters/import-masters.ts';
import {
  earlierDosesOf,
  findInstitution,
  findLots,
  findResident,
  findTicket,
} from '../../ledger/masters/lookup.ts';
import { GOOD, mastersWorld, TICKETS_HEADER } from './masters-world.ts';

const world = mastersWorld('masters');

describe('an import', () => {
  test('is found again, each thing by its key', async () => {
    const { db, municipalityId, importTexts } = world();
    const counts = await importTexts(GOOD);
    expect(counts).toEqual({
      residents: 2,
      issuedTickets: 2,
      institutions: 1,
      physicians: 0,
      lots: 2,
      fees: 0,
      earlierDoses: 2,
    });
    expect(await findResident(db, municipalityId, '1000000001')).toEqual({
      residentId: '1000000001',
      name: '試験　花子',
      kana: 'シケン　ハナコ',
      birthDate: '1950-02-09',
      sex: 'female',
      address: '試験市本町1-1, 2階',
      householdId: '900001',
      nonRegistered: false,
      movedInOn: null,
      movedOutOn: null,
      diedOn: null,
    });
    expect(await findResident(db, municipalityId, '1000000002')).toMatchObject({
      birthDate: '1951-03-04',
      sex: null,
      householdId: null,
      nonRegistered: true,
    });
    const key = { municipalityCode: '112453', ticketNumber: '7000000001', ticketType: '2' };
    expect(await findTicket(db, municipalityId, { ...key, doseNumber: '2' })).toEqual({
      ...key,
      doseNumber: '2',
      residentId: '1000000001',
    });
    expect(await findTicket(db, municipalityId, { ...key, doseNumber: '3' })).toBeNull();
    expect(await findInstitution(db, municipalityId, '1110113719')).toMatchObject({
      name: '試験医院',
    });
    const lots = await findLots(db, municipalityId, 'AB1234');
    expect(lots.map(({ product, expiry }) => [product, expiry])).toEqual([
      ['製品乙', '2022-12-31'],
      ['製品甲', '2021-12-31'],
    ]);
    const doses = await earlierDosesOf(db, municipalityId, '1000000001');
    expect(doses.map(({ doseNumber, vaccinationDate }) => [doseNumber, vaccinationDate])).toEqual([
      ['1', '2021-05-01'],
      ['2', '2021-05-22'],
    ]);
  });

  test('of another municipality is not found', async () => {
    const { db, importTexts } = world();
    await importTexts(GOOD);
    expect(await findResident(db, '999999', '1000000001')).toBeNull();
    expect(await findLots(db, '999999', 'AB1234')).toEqual([]);
    expect(await earlierDosesOf(db, '999999', '1000000001')).toEqual([]);
  });
});

describe('the act of importing', () => {
  test('is one audit event with counts and nobody’s name', async () => {
    const { db, municipalityId, importTexts } = world();
    await importTexts(GOOD);
    const events = await db
      .selectFrom('auditEvents')
      .select(['action', 'outcome', 'detail'])
      .where('municipalityId', '=', municipalityId)
      .where('action', '=', 'masters.import')
      .execute();
    expect(events).toMatchObject([{ outcome: 'done', detail: { residents: 2, lots: 2 } }]);
    expect(JSON.stringify(events)).not.toContain('花子');
  });

  test('is refused to who may not import', async () => {
    const { db, context, counted } = world();
    const actor = { ...context.actor, kind: 'account' as const, roles: ['clerk' as const] };
    const importing = importMasters(db, { ...context, actor }, { texts: GOOD });
    await expect(importing).rejects.toMatchObject({ code: 'auth.forbidden' });
    expect(await counted()).toMatchObject({ residents: 0, lots: 0 });
  });
});

describe('a later or larger import', () => {
  test('a second time replaces what it mentions and keeps the rest', async () => {
    const { db, municipalityId, importTexts, counted } = world();
    await importTexts(GOOD);
    const before = await counted();
    const moved = GOOD['residents.csv'].replace('試験市本町1-2', '試験市新町9');
    await importTexts({ 'residents.csv': moved });
    expect(await counted()).toEqual(before);
    expect(await findResident(db, municipalityId, '1000000002')).toMatchObject({
      address: '試験市新町9',
    });
    await importTexts(GOOD);
    expect(await counted()).toEqual(before);
  });

  test('takes tickets of residents who came in an earlier import', async () => {
    const { importTexts } = world();
    await importTexts({ 'residents.csv': GOOD['residents.csv'] });
    const tickets = { 'issued-tickets.csv': GOOD['issued-tickets.csv'] };
    expect(await importTexts(tickets)).toMatchObject({ residents: 0, issuedTickets: 2 });
  });

  test('takes 8,000 tickets', async () => {
    const { importTexts, counted } = world();
    const lines = Array.from(
      { length: 8_000 },
      (_, index) => `112453,${String(7_000_000_000 + index)},2,1,1000000001`,
    );
    const texts = { ...GOOD, 'issued-tickets.csv': [TICKETS_HEADER, ...lines].join('\n') };
    expect(await importTexts(texts)).toMatchObject({ issuedTickets: 8_000 });
    expect(await counted()).toMatchObject({ issuedTickets: 8_000 });
  });
});

describe('a file', () => {
  test('may begin with a byte order mark, as text and as bytes', async () => {
    const { importTexts, counted } = world();
    const text = `\uFEFF${GOOD['residents.csv']}`;
    await importTexts({ 'residents.csv': text });
    await importTexts({ 'residents.csv': new TextEncoder().encode(text) });
    expect(await counted()).toMatchObject({ residents: 2 });
  });

  test('may be Shift_JIS', async () => {
    const { db, municipalityId, importTexts } = world();
    // The header, and 1110113719,髙橋ｸﾘﾆｯｸ①,試験市 as a municipal system writes it.
    const header = '88e397c38b408ad68352815b83682c96bc8fcc2c8f8a8ddd926e0d0a';
    const line = '313131303131333731392ceee08bb4b8d8c6afb887402c8e8e8cb18e730d0a';
    await importTexts({ 'institutions.csv': Buffer.from(header + line, 'hex') });
    expect(await findInstitution(db, municipalityId, '1110113719')).toMatchObject({
      name: '髙橋ｸﾘﾆｯｸ①',
      address: '試験市',
    });
  });

  test('may have its columns in another order, more of them, and blank lines', async () => {
    const { db, municipalityId, importTexts } = world();
    const text = '所在地,備考,医療機関コード,名称\n\n 試験市 ,x, 1110113719 ,試験医院\n\n';
    await importTexts({ 'institutions.csv': text });
    expect(await findInstitution(db, municipalityId, '1110113719')).toEqual({
      institutionCode: '1110113719',
      name: '試験医院',
      address: '試験市',
      kind: null,
      validFrom: null,
      validTo: null,
    });
  });

  test('with a header alone is an empty master', async () => {
    const { importTexts } = world();
    expect(await importTexts({ 'issued-tickets.csv': TICKETS_HEADER })).toMatchObject({
      issuedTickets: 0,
    });
  });
});
