import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchView, closeBatch } from '../../ledger/intake/batches.ts';
import { nameRescan, rescanCandidates } from '../../ledger/intake/rescans.ts';
import { listSheets, reopenSheet, requestRescan } from '../../ledger/intake/sheet-acts.ts';
import { findSheet, recordPreprocessed } from '../../ledger/intake/stages.ts';
import { dismissSheet } from '../../ledger/review/dismiss.ts';
import {
  again,
  insertPerson,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { check, neighbour, openBatch, readAgain, readSheet, stateOf } from '../support/papers.ts';
import { commitSheet, takeSheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let clerk: Person;
let chief: Person;
beforeAll(async () => {
  world = await ledgerWorld('rescans');
  a = await world.person('kakunin', ['reviewer']);
  b = await world.person('shonin', ['reviewer']);
  clerk = await world.person('clerk', ['clerk']);
  chief = await world.person('chief', ['supervisor']);
});
afterAll(() => world.close());

let people = 700;
const newTicket = async () => (await insertPerson(world.db, people++)).ticket;
const reason = '折れて写っている';

/** A sheet that somebody wants scanned again. */
async function wanted(batchId: string) {
  const ticket = await newTicket();
  const sheet = await readSheet(world, ticket, batchId);
  await check(world, sheet, ticket);
  const { held } = await takeSheet(world, a, 'verify', sheet.sheetId);
  await dismissSheet(world.deps, again(a.context), {
    ...held,
    outcome: 'rescan_requested',
    reason,
  });
  return { ...sheet, ticket };
}

/** A page that no form was recognised on. */
async function unknownPage(batchId: string) {
  const sheet = await world.receivedSheet(batchId);
  const found = { to: 'unknown_form', template: 'other', registration: null } as const;
  await recordPreprocessed(world.db, again(world.system), sheet, found);
  return sheet;
}

const name = (person: Person, sheetId: string, replacedBy: string) =>
  nameRescan(world.db, again(person.context), { sheetId, replacedBy, reason: '紙を確かめた' });

test('the batch waits for the rescan; when it comes and is committed, it closes without a signature', async () => {
  const batchId = await openBatch(world, 1);
  const old = await wanted(batchId);
  const before = await batchView(world.db, MUNICIPALITY, batchId);
  expect([before.papers, before.imbalance]).toEqual([1, ['rescan_requested']]);
  const act = { batchId, reason: null };
  await expect(closeBatch(world.db, again(clerk.context), act)).rejects.toMatchObject({
    code: 'batch.not_balanced',
  });
  const rescan = await readSheet(world, old.ticket, batchId);
  await check(world, rescan, old.ticket, { [old.sheetId]: 'unknown' });
  expect(await stateOf(world, old.sheetId)).toBe('replaced_by_rescan');
  await commitSheet(world, { a, b }, rescan);
  expect(await closeBatch(world.db, again(clerk.context), act)).toMatchObject({
    state: 'closed',
    papers: 1,
    sheetsByState: { committed: 1, replaced_by_rescan: 1 },
  });
  const { items } = await listSheets(world.db, MUNICIPALITY, {
    state: 'replaced_by_rescan',
    batchId,
    offset: 0,
  });
  expect(items).toMatchObject([{ twin: { sheetId: rescan.sheetId, batchId } }]);
});

test('what a supervisor signed as closed stays as it was signed', async () => {
  const batchId = await openBatch(world, null);
  const old = await wanted(batchId);
  await closeBatch(world.db, again(chief.context), { batchId, reason: '紙が見つからない' });
  const late = await readSheet(world, old.ticket, await openBatch(world, null));
  expect(await check(world, late, old.ticket)).toEqual({ kind: 'checked' });
  expect(await stateOf(world, old.sheetId)).toBe('rescan_requested');
});

test('a page that nobody could place is asked for again and its rescan named by hand', async () => {
  const batchId = await openBatch(world, null);
  const { sheetId } = await unknownPage(batchId);
  await requestRescan(world.db, again(clerk.context), { sheetId, reason });
  expect(await stateOf(world, sheetId)).toBe('rescan_requested');
  const ticket = await newTicket();
  const rescan = await readSheet(world, ticket, batchId);
  await check(world, rescan, ticket);
  const view = await name(clerk, sheetId, rescan.sheetId);
  expect(view).toMatchObject({
    state: 'replaced_by_rescan',
    twin: { sheetId: rescan.sheetId },
  });
  const { rows } = await world.owner.query(
    `select account_id, detail ->> 'stage' as stage from audit_events where resource_id = $1`,
    [sheetId],
  );
  expect(rows).toContainEqual({ account_id: clerk.accountId, stage: 'replace' });
});

test('a link made by mistake is undone and made again', async () => {
  const batchId = await openBatch(world, null);
  const old = await wanted(batchId);
  const rescan = await readSheet(world, old.ticket, batchId);
  await check(world, rescan, old.ticket, { [old.sheetId]: 'changed' });
  const { sheetId } = old;
  const undone = await reopenSheet(world.db, again(clerk.context), { sheetId, reason });
  expect(undone).toMatchObject({ state: 'rescan_requested', twin: null });
  await name(clerk, sheetId, rescan.sheetId);
  expect(await stateOf(world, sheetId)).toBe('replaced_by_rescan');
});

test('a request taken back sends the scan there is on its way again', async () => {
  const { sheetId } = await wanted(await openBatch(world, null));
  const view = await reopenSheet(world.db, again(clerk.context), { sheetId, reason });
  expect(view.state).toBe('received');
});

test('one scan answers for one sheet, whoever names it first', async () => {
  const batchId = await openBatch(world, null);
  const pages = [await unknownPage(batchId), await unknownPage(batchId)];
  for (const { sheetId } of pages) {
    await requestRescan(world.db, again(clerk.context), { sheetId, reason });
  }
  const ticket = await newTicket();
  const rescan = await readSheet(world, ticket, batchId);
  await check(world, rescan, ticket);
  const named = await Promise.allSettled(
    pages.map(({ sheetId }) => name(clerk, sheetId, rescan.sheetId)),
  );
  expect(named.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(named.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'rescan.not_of_it' },
  });
});

test('what is no scan of that paper cannot be named as one', async () => {
  const batchId = await openBatch(world, null);
  const old = await wanted(batchId);
  const ticket = await newTicket();
  const ofAnother = await readSheet(world, ticket, batchId);
  await check(world, ofAnother, ticket);
  const noForm = await unknownPage(batchId);
  const stillRead = await readSheet(world, old.ticket, batchId);
  for (const { sheetId } of [ofAnother, noForm, stillRead, old]) {
    await expect(name(clerk, old.sheetId, sheetId)).rejects.toMatchObject({
      code: 'rescan.not_of_it',
    });
  }
  const other = await neighbour(world, '131016');
  const theirs = await readSheet(world, old.ticket, await openBatch(world, null, other), other);
  await check(world, theirs, old.ticket, {}, other);
  await expect(name(clerk, old.sheetId, theirs.sheetId)).rejects.toMatchObject({
    code: 'resource.not_found',
  });
  await expect(name(a, old.sheetId, ofAnother.sheetId)).rejects.toMatchObject({
    code: 'auth.forbidden',
  });
  expect((await findSheet(world.db, MUNICIPALITY, old.sheetId)).state).toBe('rescan_requested');
});

test('a sheet asked for again of which there is another scan is replaced by that one', async () => {
  const batchId = await openBatch(world, 1);
  const ticket = await newTicket();
  const first = await readSheet(world, ticket, batchId);
  await check(world, first, ticket);
  const second = await readSheet(world, ticket, batchId);
  await check(world, second, ticket, { [first.sheetId]: 'same' });
  const { held } = await takeSheet(world, a, 'verify', first.sheetId);
  await dismissSheet(world.deps, again(a.context), {
    ...held,
    outcome: 'rescan_requested',
    reason,
  });
  const reopened = await findSheet(world.db, MUNICIPALITY, second.sheetId);
  expect(reopened.state).toBe('received');
  await check(world, await readAgain(world, reopened, ticket), ticket, { [first.sheetId]: 'same' });
  const { papers, sheetsByState } = await batchView(world.db, MUNICIPALITY, batchId);
  expect([papers, sheetsByState]).toEqual([1, { checked: 1, replaced_by_rescan: 1 }]);
});

test('what may be named comes with the same ticket first, and never what is of another or taken', async () => {
  const batchId = await openBatch(world, null);
  const old = await wanted(batchId);
  const another = await newTicket();
  const ofAnother = await readSheet(world, another, batchId);
  await check(world, ofAnother, another);
  const elsewhere = await readSheet(world, old.ticket, await openBatch(world, null));
  await check(world, elsewhere, null);
  const here = await readSheet(world, old.ticket, batchId);
  await check(world, here, null);
  const rescan = await readSheet(world, old.ticket, batchId);
  await check(world, rescan, old.ticket, { [old.sheetId]: 'different' });
  await reopenSheet(world.db, again(clerk.context), { sheetId: old.sheetId, reason });
  const candidates = async () =>
    (await rescanCandidates(world.db, MUNICIPALITY, old.sheetId)).map(({ sheetId }) => sheetId);
  expect((await candidates()).slice(0, 2)).toEqual([rescan.sheetId, here.sheetId]);
  expect(await candidates()).toContain(elsewhere.sheetId);
  expect(await candidates()).not.toContain(ofAnother.sheetId);
  await name(clerk, old.sheetId, here.sheetId);
  await reopenSheet(world.db, again(clerk.context), { sheetId: old.sheetId, reason });
  const other = await unknownPage(batchId);
  await requestRescan(world.db, again(clerk.context), { sheetId: other.sheetId, reason });
  await name(clerk, other.sheetId, here.sheetId);
  expect(await candidates()).not.toContain(here.sheetId);
});
