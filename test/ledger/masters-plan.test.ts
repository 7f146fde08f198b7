import { describe, expect, test } from 'vitest';
import { importSources, planImport } from '../../ledger/masters/import-masters.ts';
import { findLots, findResident } from '../../ledger/masters/lookup.ts';
import { openProfile } from '../../ledger/masters/profiles.ts';
import { type MasterTexts, sourcesOf } from '../../ledger/masters/sources.ts';
import type { CsvProblemCode } from '../../schemas/csv-problem.ts';
import { GOOD, mastersWorld } from './masters-world.ts';

const world = mastersWorld('masters_plan');

async function plan(texts: MasterTexts, profile?: string) {
  const { db, context } = world();
  return planImport(db, context, await sourcesOf(texts, await openProfile(profile)));
}
const RESIDENTS = GOOD['residents.csv'];
const FEES_HEADER = '事業,ワクチン,医療機関種別,開始日,終了日,接種単価,予診のみ単価';

describe('a dry run', () => {
  test('tells what is new, changed, the same and not in the file, and changes nothing', async () => {
    const { importTexts, counted } = world();
    await importTexts(GOOD);
    const before = await world().changes();
    const [header, first = '', second = ''] = RESIDENTS.split('\r\n');
    const later = [
      header,
      first.replace('本町1-1', '新町9'),
      second.replace('1000000002', '1000000003'),
    ].join('\n');
    const found = await plan({ 'residents.csv': later });
    expect(found).toMatchObject({
      outcome: 'ready',
      files: [{ master: 'residents', rows: 2, added: 1, changed: 1, same: 0, gone: 1 }],
    });
    if (found.outcome !== 'ready') throw new Error('refused');
    const [changed, added] = found.files[0]?.first ?? [];
    expect(changed).toMatchObject({
      line: 2,
      key: ['1000000001'],
      before: { address: '試験市本町1-1, 2階' },
      after: { address: '試験市新町9, 2階', name: '試験　花子' },
    });
    expect(added).toMatchObject({ line: 3, key: ['1000000003'], before: null });
    expect(await counted()).toMatchObject({ residents: 2 });
    expect(await world().changes()).toEqual(before);
  });

  test('of files that belong together knows what comes with the others', async () => {
    expect(await plan(GOOD)).toMatchObject({ outcome: 'ready' });
    const tickets = { 'issued-tickets.csv': GOOD['issued-tickets.csv'] };
    expect(await plan(tickets)).toMatchObject({ outcome: 'refused', count: 2 });
  });

  test('is in the audit log, with counts and nobody’s name', async () => {
    const { db, municipalityId } = world();
    await plan(GOOD);
    const events = await db
      .selectFrom('auditEvents')
      .select(['action', 'detail'])
      .where('municipalityId', '=', municipalityId)
      .where('action', '=', 'masters.import')
      .execute();
    expect(events).toMatchObject([{ detail: { dryRun: true, residents: 2, residentsAdded: 2 } }]);
    expect(JSON.stringify(events)).not.toContain('花子');
  });

  test('is no ground to import on when something else has changed since', async () => {
    const { db, context, importTexts } = world();
    const found = await plan({ 'residents.csv': RESIDENTS });
    if (found.outcome !== 'ready') throw new Error('refused');
    const sources = await sourcesOf({ 'residents.csv': RESIDENTS }, await openProfile());
    await importTexts({ 'institutions.csv': GOOD['institutions.csv'] });
    await expect(importSources(db, context, sources, found.basis)).rejects.toMatchObject({
      code: 'masters.changed_meanwhile',
    });
    const again = await plan({ 'residents.csv': RESIDENTS });
    if (again.outcome !== 'ready') throw new Error('refused');
    const [file] = await importSources(db, context, sources, again.basis);
    expect(file).toMatchObject({ added: 2 });
  });
});

const resident = (over: { id?: string; birth?: string; address?: string; more?: string }) =>
  `${RESIDENTS}${over.id ?? '1000000009'},試験　次郎,シケン,${over.birth ?? '1950-02-03'},男,${over.address ?? '試験市'},,0\r\n`;

/** Each with the place and the reason that must be told. */
const BROKEN: ReadonlyArray<[string, MasterTexts, CsvProblemCode, number, string | null]> = [
  [
    '1900-02-29',
    { 'residents.csv': resident({ birth: '1900-02-29' }) },
    'malformed',
    4,
    '生年月日',
  ],
  [
    'a day of no single era',
    { 'residents.csv': resident({ birth: '25.2.3' }) },
    'malformed',
    4,
    '生年月日',
  ],
  [
    'a command',
    { 'residents.csv': resident({ address: "=cmd|' /C calc'!A0" }) },
    'formula',
    4,
    '住所',
  ],
  ['a plus', { 'residents.csv': resident({ address: '+81' }) }, 'formula', 4, '住所'],
  ['an at', { 'residents.csv': resident({ address: '@SUM(1)' }) }, 'formula', 4, '住所'],
  ['full width', { 'residents.csv': resident({ address: '＝1' }) }, 'formula', 4, '住所'],
  ['an escaped formula', { 'residents.csv': resident({ address: "'=1" }) }, 'formula', 4, '住所'],
  ['a repeated key', { 'residents.csv': resident({ id: '1000000001' }) }, 'same_key', 4, null],
  [
    'UTF-16, as a spreadsheet calls Unicode text',
    { 'residents.csv': Buffer.from(`\uFEFF${RESIDENTS}`, 'utf16le') },
    'encoding',
    1,
    null,
  ],
  [
    'Shift_JIS cut in a letter',
    { 'lots.csv': new Uint8Array([0x83, 0x8d, 0x83]) },
    'encoding',
    1,
    null,
  ],
  [
    'a missing column',
    { 'residents.csv': RESIDENTS.replace('生年月日', '誕生日') },
    'column_missing',
    1,
    '生年月日',
  ],
  [
    'who left before coming',
    {
      'residents.csv':
        `${RESIDENTS.split('\r\n')[0]},転入日,転出日\n` +
        '1,試験　次郎,シケン,1950-02-03,男,試験市,,0,2020-04-02,2020-04-01\n',
    },
    'days_reversed',
    2,
    '転出日',
  ],
  [
    'an override without a reason',
    {
      'lots.csv':
        'lot,product,manufacturer,expiry,valid_from,valid_to,expiry_override,override_reason\n' +
        'A,甲,乙,2021-12-31,2021-01-01,2021-12-31,2022-03-31,\n',
    },
    'said_alone',
    2,
    'override_reason',
  ],
  [
    'two fees of one day',
    {
      'fees.csv': `${FEES_HEADER}\nインフルエンザ,,,2025-10-01,,5000,1500\nインフルエンザ,,,2026-10-01,,5200,1500\n`,
    },
    'two_fees',
    2,
    '開始日',
  ],
];

describe('a broken file changes nothing and says why', () => {
  test.each(BROKEN)('%s', async (_, texts, code, line, column) => {
    const found = await plan(texts);
    const problem: unknown = expect.objectContaining({ code, line, column });
    expect(found).toMatchObject({
      outcome: 'refused',
      problems: expect.arrayContaining([problem]),
    });
    const { importTexts, counted } = world();
    await expect(importTexts({ ...GOOD, ...texts })).rejects.toMatchObject({
      code: 'input.csv_invalid',
    });
    expect(Object.values(await counted()).every((rows) => rows === 0)).toBe(true);
    expect(await world().changes()).toEqual([]);
  });
});

describe('columns that a file does not have', () => {
  test('keep what is known', async () => {
    const { db, municipalityId, importTexts } = world();
    const header = `${RESIDENTS.split('\r\n')[0]},転出日,死亡日`;
    const line = '1,試験　次郎,シケン,昭和25年2月3日,男,試験市,,0,R3.4.1,20210501';
    await importTexts({ 'residents.csv': `${header}\n${line}\n` });
    await importTexts({
      'residents.csv': `${RESIDENTS.split('\r\n')[0]}\n1,試験　次郎,シケン,1950-02-03,男,新しい町,,0\n`,
    });
    expect(await findResident(db, municipalityId, '1')).toMatchObject({
      address: '新しい町',
      birthDate: '1950-02-03',
      movedInOn: null,
      movedOutOn: '2021-04-01',
      diedOn: '2021-05-01',
    });
  });

  test('are compared with what is known', async () => {
    const { importTexts } = world();
    const header = RESIDENTS.split('\r\n')[0];
    const line = '1,試験　次郎,シケン,1950-02-03,男,試験市,,0';
    await importTexts({ 'residents.csv': `${header},転入日\n${line},2021-04-01\n` });
    expect(await plan({ 'residents.csv': `${header},転出日\n${line},2021-03-31\n` })).toMatchObject(
      {
        outcome: 'refused',
        problems: [{ code: 'days_reversed', column: '転出日', line: 2 }],
      },
    );
  });
});

describe('what is imported beside people', () => {
  test('a lot whose maker set another day expires on that day', async () => {
    const { db, municipalityId, importTexts } = world();
    await importTexts({
      'lots.csv':
        'lot,product,manufacturer,expiry,valid_from,valid_to,expiry_override,override_reason\n' +
        'A,甲,乙,2021-12-31,2021-01-01,2021-12-31,2022-03-31,製造販売業者の通知\n' +
        'A,丙,乙,2021-12-31,2021-01-01,2021-12-31,,\n',
    });
    const lots = await findLots(db, municipalityId, 'A');
    expect(lots.map(({ product, expiry, validTo }) => [product, expiry, validTo])).toEqual(
      expect.arrayContaining([
        ['甲', '2022-03-31', '2022-03-31'],
        ['丙', '2021-12-31', '2021-12-31'],
      ]),
    );
    await importTexts({ 'lots.csv': GOOD['lots.csv'].replaceAll('AB1234,製品甲', 'A,甲') });
    expect(await findLots(db, municipalityId, 'A')).toContainEqual(
      expect.objectContaining({ product: '甲', expiry: '2022-03-31' }),
    );
  });

  test('physicians belong to an institution, fees to a time', async () => {
    const { counted, importTexts } = world();
    const physicians =
      '医療機関コード,医師コード,医師氏名,カナ\n1110113719,D-1,試験　医師,シケン　イシ\n';
    expect(await plan({ 'physicians.csv': physicians })).toMatchObject({
      problems: [{ code: 'unknown_institution', line: 2 }],
    });
    await importTexts({
      'institutions.csv': GOOD['institutions.csv'],
      'physicians.csv': physicians,
      'fees.csv': `${FEES_HEADER}\nインフルエンザ,,,2025-10-01,2026-09-30,"5,000",1500\nインフルエンザ,,,2026-10-01,,5200,1500\n`,
    });
    expect(await counted()).toMatchObject({ physicians: 1, fees: 2 });
    expect(
      await plan({ 'fees.csv': `${FEES_HEADER}\nインフルエンザ,,,2026-04-01,,1,1\n` }),
    ).toMatchObject({ problems: [{ code: 'two_fees', line: 2 }] });
  });

  test('a file with a header alone says nothing of any row', async () => {
    await world().importTexts(GOOD);
    expect(await plan({ 'fees.csv': FEES_HEADER })).toMatchObject({
      files: [{ master: 'fees', rows: 0, added: 0, changed: 0, same: 0, gone: 0, first: [] }],
    });
  });
});
