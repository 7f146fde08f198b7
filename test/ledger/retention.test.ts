import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { viewSheetImage } from '../../ledger/intake/sheet-acts.ts';
import { listItems, viewDisposal } from '../../ledger/retention/list-disposals.ts';
import { previewDisposal, requestDisposal } from '../../ledger/retention/plan.ts';
import { setRetentionRule } from '../../ledger/retention/rules.ts';
import { again, MUNICIPALITY, type WaitingSheet } from '../support/ledger-world.ts';
import { dumpOf, type RetentionWorld, retentionWorld } from '../support/retention-world.ts';
import { commitSheet, verifySheet } from '../support/review-steps.ts';

let office: RetentionWorld;
let sheets: WaitingSheet[];
let entries: string[];
beforeAll(async () => {
  office = await retentionWorld('retention');
  const a = await office.world.person('anna', ['reviewer']);
  const b = await office.world.person('botan', ['reviewer']);
  sheets = [];
  entries = [];
  for (let count = 0; count < 4; count += 1) {
    const sheet = await office.world.checkedSheet();
    sheets.push(sheet);
    entries.push(await commitSheet(office.world, { a, b }, sheet));
  }
  // Verified and not approved: nobody is done with it.
  const open = await office.world.checkedSheet();
  sheets.push(open);
  await verifySheet(office.world, a, open);
});
afterAll(() => office.close());

const verify = () => verifyLedger(office.world.db, MUNICIPALITY, office.world.publicKeyPem, 2);
const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error('expected more');
  return found;
};

test('the dry run says what is over by which rule, and changes nothing', async () => {
  const before = await dumpOf(office.world);
  const preview = await previewDisposal(office.world.db, again(office.asks.context));
  expect(preview).toMatchObject({ asOf: '2026-11-22', undetermined: 0 });
  expect(preview.kinds.find(({ kind }) => kind === 'record')).toEqual({
    ...{ kind: 'record', basis: 'vaccination', years: 5 },
    ...{ items: 4, quantity: 4, oldest: '2026-10-15' },
  });
  expect(await dumpOf(office.world)).toBe(before);
});

test('another rule keeps longer, and one without years keeps for good', async () => {
  const administrator = await office.world.person('admin', ['administrator']);
  const set = (basis: 'vaccination' | 'fiscal_year' | 'death', years: number | null) =>
    setRetentionRule(office.world.db, again(administrator.context), {
      ...{ kind: 'record', basis, years, grounds: '文書管理規程' },
    });
  const records = async () =>
    (await previewDisposal(office.world.db, again(office.asks.context))).kinds[0]?.items;
  await set('fiscal_year', 5);
  expect(await records()).toBe(0);
  await set('death', 5);
  expect(await records()).toBe(0);
  const dead = at(sheets, 1).residentId;
  await office.world.owner.query('update residents set died_on = $2 where resident_id = $1', [
    dead,
    '2021-11-22',
  ]);
  // Five years end with the day itself.
  expect(await records()).toBe(0);
  await office.world.owner.query('update residents set died_on = $2 where resident_id = $1', [
    dead,
    '2021-11-21',
  ]);
  expect(await records()).toBe(1);
  await office.world.owner.query('update residents set died_on = null where resident_id = $1', [
    dead,
  ]);
  await set('vaccination', null);
  expect(await records()).toBe(0);
  await set('vaccination', 5);
  expect(await records()).toBe(4);
  await expect(
    setRetentionRule(office.world.db, again(administrator.context), {
      ...{ kind: 'sheet', basis: 'death', years: 5, grounds: '—' },
    }),
  ).rejects.toThrow('input.invalid');
});

test('nothing goes before a second person says so, and what was left out stays', async () => {
  await expect(
    requestDisposal(office.looking, again(office.asks.context), {
      ...{ asOf: '2026-11-22', kinds: [{ kind: 'record', items: 3 }], leftOut: [], reason: '満了' },
    }),
  ).rejects.toThrow('retention.changed');
  const kept = at(sheets, 3).sheetId;
  const asked = await office.request(
    ['record'],
    [{ kind: 'record', itemId: kept, reason: '開示請求の対象' }],
  );
  expect(asked).toMatchObject({ state: 'requested', disposalNumber: 1 });
  await expect(office.request(['record'])).rejects.toThrow('retention.under_way');
  expect(await office.carryOut()).toBe(0);
  await expect(office.decide(asked, office.asks)).rejects.toThrow('retention.same_person');
  expect(await office.decide(asked, office.approves)).toMatchObject({
    ...{ state: 'approved', signature: 'good' },
  });
  // Somebody corrects one of them before its turn.
  const corrects = await office.world.person('chie', ['reviewer']);
  await amendEntry(office.world.db, again(corrects.context), {
    ...{ entryId: at(entries, 2), kind: 'correction', reason: 'ロットの訂正' },
  });
  expect(await office.carryOut()).toBe(3);
  const done = await viewDisposal(office.looking, again(office.asks.context), asked.disposalId);
  expect(done).toMatchObject({ state: 'done', signature: 'good' });
  expect(done.counts).toEqual([
    {
      ...{ kind: 'record', items: 4, quantity: 4, oldest: '2026-10-15' },
      ...{ leftOut: 1, erased: 2, spared: 1 },
    },
  ]);
  const { items } = await listItems(office.world.db, again(office.asks.context), {
    ...{ disposalId: asked.disposalId, kind: 'record', offset: 0 },
  });
  const outcomes = new Map(items.map(({ itemId, outcome }) => [itemId, outcome]));
  expect(sheets.map(({ sheetId }) => outcomes.get(sheetId))).toEqual([
    ...['erased', 'erased', 'spared', 'left_out'],
    undefined,
  ]);
});

test('of what went no ticket, no word, no key is left; of what stays everything', async () => {
  const dump = (await dumpOf(office.world)).split('\n');
  for (const [index, sheet] of sheets.entries()) {
    const tickets = dump.filter((line) => line.includes(sheet.ticket));
    expect(tickets.length > 0).toBe(index >= 2);
    const numbers = dump.filter(
      (line) =>
        line.includes(sheet.residentId) &&
        !/^(residents|issued_tickets|master_changes) /.test(line),
    );
    expect(numbers.length > 0).toBe(index >= 2);
  }
  const { rows } = await office.world.owner.query(
    'select sheet_id, wrapped_key is null as erased from sheets join blobs using (blob_id)',
  );
  const erased = new Map(rows.map((row) => [row.sheet_id, row.erased]));
  expect(sheets.map(({ sheetId }) => erased.get(sheetId))).toEqual([
    ...[true, true, false, false, false],
  ]);
});

test('the ledger and the log still verify, and a content that nobody let go is named', async () => {
  expect(await verify()).toMatchObject({ entries: 4, disposed: 2, problems: [] });
  const { db, owner, publicKeyPem } = office.world;
  const audit = await verifyAudit(db, MUNICIPALITY, publicKeyPem);
  expect(audit.problems).toEqual([]);
  await owner.query('begin');
  await owner.query('alter table ledger_contents disable trigger user');
  await owner.query('delete from ledger_contents where entry_id = $1', [at(entries, 3)]);
  await owner.query('commit');
  expect((await verify()).problems).toEqual([
    { table: 'ledger_contents', row: at(entries, 3), problem: 'content_missing' },
  ]);
  await owner.query('begin');
  await owner.query('alter table disposals disable trigger user');
  // Whoever adds a sheet to what was let go breaks the signature.
  await owner.query(`update disposals set statement = replace(statement, $1, $2)`, [
    at(sheets, 0).sheetId,
    at(sheets, 3).sheetId,
  ]);
  await owner.query('commit');
  const { problems } = await verify();
  expect(problems).toContainEqual(
    expect.objectContaining({ table: 'disposals', problem: 'signature_invalid' }),
  );
  const missing = problems.filter(({ problem }) => problem === 'content_missing');
  expect(missing.map(({ row }) => row).toSorted()).toEqual(
    [at(entries, 0), at(entries, 1), at(entries, 3)].toSorted(),
  );
});

test('what was disposed of is said to be, and nothing can be done with it', async () => {
  const { db } = office.world;
  const person = office.approves.context;
  await expect(viewSheetImage(db, again(person), at(sheets, 0).sheetId)).rejects.toThrow(
    'sheet.erased',
  );
  await expect(
    amendEntry(db, again(person), { entryId: at(entries, 0), kind: 'void', reason: '取消' }),
  ).rejects.toThrow('sheet.erased');
});

test('the database lets nothing go that two people did not let go', async () => {
  const { db } = office.world;
  const kept = at(sheets, 3).sheetId;
  for (const table of ['keyings', 'sheetReadings'] as const) {
    await expect(db.deleteFrom(table).where('sheetId', '=', kept).execute()).rejects.toThrow(
      /append-only/,
    );
  }
  await expect(
    db.updateTable('signatures').set({ residentId: null }).where('sheetId', '=', kept).execute(),
  ).rejects.toThrow(/append-only/);
  await expect(
    db.updateTable('sheets').set({ erasedAt: new Date() }).where('sheetId', '=', kept).execute(),
  ).rejects.toThrow(/nobody approved/);
  await expect(db.deleteFrom('masterChanges').execute()).rejects.toThrow(/append-only/);
});
