import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { batchView } from '../../ledger/intake/batches.ts';
import { listSheets, reopenSheet } from '../../ledger/intake/sheet-acts.ts';
import { findSheet } from '../../ledger/intake/stages.ts';
import { databaseMasters } from '../../ledger/masters-lookup.ts';
import { dismissSheet } from '../../ledger/review/dismiss.ts';
import {
  again,
  insertPerson,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  read,
  type World,
} from '../support/ledger-world.ts';
import { check, neighbour, openBatch, readAgain, readSheet, stateOf } from '../support/papers.ts';
import { commitSheet, takeSheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let clerk: Person;
beforeAll(async () => {
  world = await ledgerWorld('same_paper');
  a = await world.person('kakunin', ['reviewer']);
  b = await world.person('shonin', ['reviewer']);
  clerk = await world.person('clerk', ['clerk']);
});
afterAll(() => world.close());

let people = 500;
/** A ticket of somebody who has none of these sheets yet. */
const newTicket = async () => (await insertPerson(world.db, people++)).ticket;

/** A sheet that waits for its first reader, and its ticket. */
async function waiting(batchId: string) {
  const ticket = await newTicket();
  const sheet = await readSheet(world, ticket, batchId);
  await check(world, sheet, ticket);
  return { ...sheet, ticket };
}

const scansOf = (ticket: string, exceptSheetId: string) =>
  databaseMasters(world.db, MUNICIPALITY, exceptSheetId).scansOf(ticket);

test('the second scan of a paper is set aside, says for which sheet, and counts as no paper of its own', async () => {
  const batchId = await openBatch(world, 1);
  const first = await waiting(batchId);
  const second = await readSheet(world, first.ticket, batchId);
  const outcome = await check(world, second, first.ticket, { [first.sheetId]: 'same' });
  expect(outcome).toEqual({ kind: 'duplicate', of: first.sheetId });
  const batch = await batchView(world.db, MUNICIPALITY, batchId);
  expect(batch).toMatchObject({ pages: 2, papers: 1, imbalance: ['pending'] });
  expect(batch.sheetsByState).toEqual({ checked: 1, duplicate: 1 });
  const { items } = await listSheets(world.db, MUNICIPALITY, { batchId, offset: 0 });
  const views = Object.fromEntries(items.map((item) => [item.sheetId, item.twin]));
  expect(views[first.sheetId]).toBeNull();
  expect(views[second.sheetId]).toMatchObject({ sheetId: first.sheetId, batchLabel: '束' });
  const { rows } = await world.owner.query(
    `select detail from sheet_events where sheet_id = $1 and to_state = 'duplicate'`,
    [second.sheetId],
  );
  expect(rows).toMatchObject([{ detail: { duplicateOf: first.sheetId, likeness: 'same' } }]);
});

test('a paper committed in a batch closed long ago is found, and is a paper of the new batch too', async () => {
  const old = await openBatch(world, null);
  const first = await waiting(old);
  await commitSheet(world, { a, b }, first);
  await world.owner.query(
    `update batches set state = 'closed', closed_at = now() where batch_id = $1`,
    [old],
  );
  const batchId = await openBatch(world, 1);
  const second = await readSheet(world, first.ticket, batchId);
  await check(world, second, first.ticket, { [first.sheetId]: 'same' });
  expect(await stateOf(world, second.sheetId)).toBe('duplicate');
  const { papers, imbalance } = await batchView(world.db, MUNICIPALITY, batchId);
  expect([papers, imbalance]).toEqual([1, []]);
});

test.each(['changed', 'different', 'unknown'] as const)(
  'a %s paper of the same ticket goes to people, who are told of the other',
  async (likeness) => {
    const batchId = await openBatch(world, null);
    const first = await waiting(batchId);
    const second = await readSheet(world, first.ticket, batchId);
    await check(world, second, first.ticket, { [first.sheetId]: likeness });
    expect(await stateOf(world, second.sheetId)).toBe('checked');
    expect(await scansOf(first.ticket, second.sheetId)).toEqual([
      { sheetId: first.sheetId, ended: false },
    ]);
    const hands = await takeSheet(world, a, 'verify', first.sheetId);
    const sheet = await hands.confirm('ocrLine');
    expect(sheet.findings).toContainEqual(
      expect.objectContaining({ code: 'ticket_on_other_sheet', severity: 'block' }),
    );
    expect(sheet.otherScans).toMatchObject([{ sheetId: second.sheetId, batchId }]);
  },
);

test.each(['rejected', 'illegible'] as const)(
  'a twin that was %s does not keep the paper from people',
  async (outcome) => {
    const batchId = await openBatch(world, null);
    const first = await waiting(batchId);
    const { held } = await takeSheet(world, a, 'verify', first.sheetId);
    await dismissSheet(world.deps, again(a.context), { ...held, outcome, reason: '破れ' });
    const second = await readSheet(world, first.ticket, batchId);
    expect(await check(world, second, first.ticket)).toEqual({ kind: 'checked' });
    expect(await scansOf(first.ticket, second.sheetId)).toEqual([
      { sheetId: first.sheetId, ended: true },
    ]);
  },
);

test('a twin whose entry was voided does not keep the paper from people', async () => {
  const batchId = await openBatch(world, null);
  const first = await waiting(batchId);
  const entryId = await commitSheet(world, { a, b }, first);
  const act = { entryId, kind: 'void', reason: '別人の分だった' } as const;
  await amendEntry(world.db, again(a.context), act);
  const verifier = await takeSheet(world, a, 'verify', first.sheetId);
  await verifier.verify(first.imageHash);
  const approver = await takeSheet(world, b, 'approve', first.sheetId);
  await approver.approve(first.imageHash);
  const second = await readSheet(world, first.ticket, batchId);
  expect(await check(world, second, first.ticket)).toEqual({ kind: 'checked' });
});

test('of scans checked at one moment exactly one stays', async () => {
  const batchId = await openBatch(world, null);
  const ticket = await newTicket();
  const sheets = await Promise.all([1, 2, 3].map(() => readSheet(world, ticket, batchId)));
  const first = await Promise.all(sheets.map((sheet) => check(world, sheet, ticket)));
  expect(first.map(({ kind }) => kind).sort()).toEqual(['checked', 'look_first', 'look_first']);
  const kept = sheets[first.findIndex(({ kind }) => kind === 'checked')];
  const rest = sheets.filter((sheet) => sheet !== kept);
  const looks = { [kept?.sheetId ?? '']: 'same' } as const;
  const second = await Promise.all(rest.map((sheet) => check(world, sheet, ticket, looks)));
  expect(second.map(({ kind }) => kind)).toEqual(['duplicate', 'duplicate']);
  const { sheetsByState } = await batchView(world.db, MUNICIPALITY, batchId);
  expect(sheetsByState).toEqual({ checked: 1, duplicate: 2 });
});

test('who says it is no duplicate is believed: it is not set aside again', async () => {
  const batchId = await openBatch(world, null);
  const first = await waiting(batchId);
  const second = await readSheet(world, first.ticket, batchId);
  const { sheetId } = second;
  await check(world, second, first.ticket, { [first.sheetId]: 'same' });
  const reason = '紙は二枚ある';
  const view = await reopenSheet(world.db, again(clerk.context), { sheetId, reason });
  expect(view).toMatchObject({ state: 'received', twin: null });
  const reopened = await findSheet(world.db, MUNICIPALITY, sheetId);
  const readTwice = await readAgain(world, reopened, first.ticket);
  await check(world, readTwice, first.ticket, { [first.sheetId]: 'same' });
  expect(await stateOf(world, sheetId)).toBe('checked');
  expect(await scansOf(first.ticket, first.sheetId)).toHaveLength(1);
});

test('another municipality has no such sheet', async () => {
  const first = await waiting(await openBatch(world, null));
  const other = await neighbour(world, '131016');
  const batchId = await openBatch(world, null, other);
  const theirs = await readSheet(world, first.ticket, batchId, other);
  const outcome = await check(world, theirs, first.ticket, {}, other);
  expect(outcome).toEqual({ kind: 'checked' });
  expect(await scansOf(first.ticket, first.sheetId)).toEqual([]);
});

test('a ticket that only people could read finds the other scan as well', async () => {
  const sheet = await world.checkedSheet({ ocrLine: read(null, false) });
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  await hands.key('ocrLine', sheet.ticket);
  await hands.confirm('name', 'lotNumber');
  await hands.key('vaccinationDate', '2021-10-15');
  await hands.verify(sheet.imageHash);
  const second = await readSheet(world, sheet.ticket, await openBatch(world, null));
  expect(await check(world, second, sheet.ticket)).toEqual({ kind: 'look_first' });
  await check(world, second, sheet.ticket, { [sheet.sheetId]: 'same' });
  expect(await stateOf(world, second.sheetId)).toBe('duplicate');
});

test('what the machine could not tell for certain, a person says: it is the same paper', async () => {
  const batchId = await openBatch(world, 1);
  const first = await waiting(batchId);
  const second = await readSheet(world, first.ticket, batchId);
  await check(world, second, first.ticket, { [first.sheetId]: 'changed' });
  const unrelated = await waiting(await openBatch(world, null));
  const { held } = await takeSheet(world, a, 'verify', second.sheetId);
  const dismiss = (duplicateOf: string) =>
    dismissSheet(world.deps, again(a.context), {
      ...held,
      outcome: 'duplicate',
      duplicateOf,
      reason: '同じ紙。受付印が後から押された',
    });
  await expect(dismiss(unrelated.sheetId)).rejects.toMatchObject({ code: 'review.wrong_state' });
  await dismiss(first.sheetId);
  expect(await stateOf(world, second.sheetId)).toBe('duplicate');
  const { papers } = await batchView(world.db, MUNICIPALITY, batchId);
  expect(papers).toBe(1);
});
