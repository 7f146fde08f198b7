import { describe, expect, test } from 'vitest';
import { concealTerm, revealTerms, type TermKind } from '../../ledger/auditing/terms.ts';
import { editMaster } from '../../ledger/masters/edit-master.ts';
import { findResident } from '../../ledger/masters/lookup.ts';
import { masterHistory } from '../../ledger/masters/master-history.ts';
import { searchMasters } from '../../ledger/masters/search-masters.ts';
import { openTermVault } from '../../runtime/term-vault.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { GOOD, mastersWorld } from './masters-world.ts';

const world = mastersWorld('masters_edit');
const FEE = {
  programme: 'インフルエンザ',
  vaccine: 'all',
  institutionKind: 'all',
  validFrom: '2025-10-01',
  validTo: '2026-03-31',
  vaccinatedYen: 5_000,
  examinedOnlyYen: 1_500,
};

const search = (master: ShownMaster, words: string, birthDate: string | null = null) =>
  searchMasters(world(), world().context, master, { words, birthDate, offset: 0 });
async function numbers(words: string, birthDate?: string): Promise<unknown[]> {
  const { items } = await search('residents', words, birthDate);
  return items.map(({ residentId }) => residentId);
}
const edit = (master: ShownMaster, change: Parameters<typeof editMaster>[3]) =>
  editMaster(world(), world().context, master, change);

describe('looking for somebody', () => {
  const [header, hanako = ''] = GOOD['residents.csv'].split('\r\n');
  const takahashi = hanako
    .replace('1000000001', '1000000007')
    .replace('試験　花子', '髙橋　花子')
    .replace('シケン', 'タカハシ');

  test('finds by number, by the beginning of the name in any spelling, by kana of any kind, by birth date', async () => {
    const { importTexts } = world();
    await importTexts({ 'residents.csv': `${header}\n${hanako}\n${takahashi}\n` });
    expect(await numbers('1000000007')).toEqual(['1000000007']);
    expect(await numbers('１００００００００７')).toEqual(['1000000007']);
    for (const name of ['髙橋', '高橋 花', '髙橋　花子', 'たかはし', 'ﾀｶﾊｼ', 'タカハシハ']) {
      expect([name, await numbers(name)]).toEqual([name, ['1000000007']]);
    }
    expect(await numbers('', '1950-02-09')).toEqual(['1000000001', '1000000007']);
    expect(await numbers('しけん', '1950-02-09')).toEqual(['1000000001']);
    expect(await numbers('花子')).toEqual([]);
    expect(await numbers('%')).toEqual([]);
  });

  test('does not list everybody', async () => {
    await world().importTexts(GOOD);
    expect(await search('residents', ' ')).toEqual({ items: [], total: 0 });
    expect(await search('issuedTickets', '')).toEqual({ items: [], total: 0 });
    expect(await search('institutions', '')).toMatchObject({ total: 1 });
    expect(await search('lots', '製品甲')).toMatchObject({ total: 1 });
  });
});

describe('a search for somebody', () => {
  test('is in the audit log with what was keyed and who was shown, for nobody to read but the auditor', async () => {
    const { db, vault, municipalityId, importTexts } = world();
    await importTexts(GOOD);
    await numbers('試験');
    const { auditEventId, detail } = await db
      .selectFrom('auditEvents')
      .select(['auditEventId', 'detail'])
      .where('municipalityId', '=', municipalityId)
      .where('action', '=', 'masters.manage')
      .executeTakeFirstOrThrow();
    const digest = (kind: TermKind, words: string) =>
      concealTerm(vault, municipalityId, kind, words).reference;
    const shown = ['1000000001', '1000000002'];
    expect(detail).toMatchObject({
      ...{ step: 'search', byWords: true, byBirthDate: false },
      // However it was keyed.
      asked: [digest('words', ' 試 験')],
      shown: shown.map((number) => digest('residentId', number)),
    });
    const stored = await db
      .selectFrom('auditTerms')
      .selectAll()
      .where('municipalityId', '=', municipalityId)
      .execute();
    expect(stored).toHaveLength(3);
    for (const word of ['試験', ...shown]) {
      expect(JSON.stringify([detail, stored])).not.toContain(word);
    }
    const told = await db
      .transaction()
      .execute((tx) => revealTerms(tx, vault, municipalityId, auditEventId));
    expect(told).toEqual(
      expect.arrayContaining([
        { kind: 'words', words: '試験' },
        ...shown.map((words) => ({ kind: 'residentId', words })),
      ]),
    );
    const others = openTermVault(Buffer.alloc(32));
    const guessed = await db
      .transaction()
      .execute((tx) => revealTerms(tx, others, municipalityId, auditEventId));
    expect(guessed.map(({ words }) => words)).toEqual([null, null, null]);
  });

  test('is refused to who may not', async () => {
    const { context } = world();
    const actor = { ...context.actor, kind: 'account' as const, roles: ['reviewer' as const] };
    const query = { words: '1', birthDate: null, offset: 0 };
    const searching = searchMasters(world(), { ...context, actor }, 'residents', query);
    await expect(searching).rejects.toMatchObject({ code: 'auth.forbidden' });
  });
});

describe('an edit', () => {
  test('changes a row as it was seen, and its history says why', async () => {
    const { db, context, municipalityId, importTexts } = world();
    await importTexts(GOOD);
    const before = await findResident(db, municipalityId, '1000000001');
    if (before === null) throw new Error('not there');
    const after = { ...before, movedOutOn: '2026-03-31' };
    await edit('residents', { before, after, reason: '転出届' });
    expect(await findResident(db, municipalityId, '1000000001')).toEqual(after);
    const { changes } = await masterHistory(world(), context, 'residents', ['1000000001']);
    expect(changes).toMatchObject([
      { origin: 'edit', reason: '転出届', before, after },
      { origin: 'import', reason: null, before: null },
    ]);
    await expect(edit('residents', { before, after, reason: 'もう一度' })).rejects.toMatchObject({
      code: 'masters.changed_meanwhile',
    });
  });

  test('adds a row once', async () => {
    await edit('fees', { before: null, after: FEE, reason: '契約' });
    await expect(edit('fees', { before: null, after: FEE, reason: '契約' })).rejects.toMatchObject({
      code: 'masters.changed_meanwhile',
    });
    expect(await search('fees', 'いんふる')).toMatchObject({ items: [FEE] });
  });

  test.each([
    [
      'a second fee on one day',
      'fees',
      { ...FEE, validFrom: '2026-03-31', validTo: null },
      'validFrom',
    ],
    ['a fee that ends before it begins', 'fees', { ...FEE, validTo: '2025-09-30' }, 'validTo'],
    [
      'a physician of no institution',
      'physicians',
      {
        institutionCode: '1110113719',
        physicianCode: 'D-1',
        name: '試験　医師',
        kana: '',
        validFrom: null,
        validTo: null,
      },
      'institutionCode',
    ],
    [
      'a formula',
      'institutions',
      {
        institutionCode: '1110113719',
        name: '=1+1',
        address: '',
        kind: null,
        validFrom: null,
        validTo: null,
      },
      'name',
    ],
  ] as const)('refuses %s, naming the field', async (_, master, after, field) => {
    if (master === 'fees') await edit('fees', { before: null, after: FEE, reason: '契約' });
    const { length } = await world().changes();
    await expect(edit(master, { before: null, after, reason: '試験' })).rejects.toMatchObject({
      code: 'input.invalid',
      fields: [field],
    });
    expect(await world().changes()).toHaveLength(length);
  });
});
