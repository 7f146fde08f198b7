import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { viewEntry } from '../../ledger/entries/list-entries.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import { claim, release } from '../../ledger/review/leases.ts';
import { returnToVerification, signAdjudication, signApproval } from '../../ledger/review/sign.ts';
import {
  again,
  insertPerson,
  ledgerWorld,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

/** Ways in which a fresh reader once got a wrong record past two people. Each must stay closed. */
let world: World;
let a: Person;
let b: Person;
let b2: Person;
let c: Person;

beforeAll(async () => {
  world = await ledgerWorld('review_defects');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  b2 = await world.person('buntaro', ['reviewer']);
  c = await world.person('chika', ['supervisor']);
});
afterAll(() => world.close());

const view = (person: Person, sheetId: string) =>
  viewReviewSheet(world.deps, again(person.context), sheetId);
const fieldOf = async (person: Person, sheetId: string, fieldId: string) =>
  (await view(person, sheetId)).fields.find((field) => field.fieldId === fieldId);

test('a third person settles what is contested and nothing else', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2021-10-18');
  await second.approve(sheet.imageHash);
  const third = await takeSheet(world, c, 'adjudicate', sheet.sheetId);
  const refused = { code: 'review.wrong_state' };
  await expect(third.key('lotNumber', 'XX1')).rejects.toMatchObject(refused);
  await expect(third.key('ocrLine', sheet.ticket)).rejects.toMatchObject(refused);
});

test('B cannot answer what is closed: it would be kept and ignored', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await expect(second.key('vaccinationDate', '2020-01-01')).rejects.toMatchObject({
    code: 'review.wrong_state',
  });
});

test('a second B neither sees nor overrules what the first one keyed', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const first = await takeSheet(world, b, 'approve', sheet.sheetId);
  await first.key('vaccinationDate', '2021-10-18');
  await release(world.db, again(b.context), first.lease);
  const second = await takeSheet(world, b2, 'approve', sheet.sheetId);
  expect(await fieldOf(b2, sheet.sheetId, 'vaccinationDate')).toMatchObject({
    mine: null,
    status: 'contested',
  });
  expect(await second.approve(sheet.imageHash)).toMatchObject({ outcome: 'adjudication' });
});

test('a third person signs their own answers, not those of another', async () => {
  const sheet = await world.checkedSheet();
  const other = await world.person('chitose', ['supervisor']);
  await verifySheet(world, a, sheet, '2021-10-16');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2021-10-18');
  await second.approve(sheet.imageHash);
  const third = await takeSheet(world, c, 'adjudicate', sheet.sheetId);
  await third.key('vaccinationDate', '2021-10-18');
  await release(world.db, again(c.context), third.lease);
  const last = await takeSheet(world, other, 'adjudicate', sheet.sheetId);
  const seen = { ...last.held, imageHash: sheet.imageHash };
  await expect(signAdjudication(world.deps, again(other.context), seen)).rejects.toMatchObject({
    code: 'review.field_open',
  });
});

test('a name compared with one person is open again when the ticket names another', async () => {
  const sheet = await world.checkedSheet();
  const { ticket } = await insertPerson(world.db, 9_001, '山田　花子');
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  await first.confirm('ocrLine', 'name', 'lotNumber');
  await first.key('vaccinationDate', '2021-10-15');
  await first.key('ocrLine', ticket);
  expect(await fieldOf(a, sheet.sheetId, 'name')).toMatchObject({ status: 'contested' });
});

test('a name that is not the register’s needs two people, and then an acknowledged finding', async () => {
  const sheet = await world.checkedSheet();
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  await first.confirm('ocrLine', 'lotNumber');
  await first.key('name', '山田 花子');
  await first.key('vaccinationDate', '2021-10-15');
  await first.verify(sheet.imageHash);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await expect(second.approve(sheet.imageHash)).rejects.toMatchObject({ fields: ['name'] });
  await second.key('name', '山田 花子');
  await expect(second.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.finding_open',
  });
  const { entryId } = await second.approve(sheet.imageHash, ['register_name_mismatch']);
  const entry = await viewEntry(world.deps, again(b.context), entryId ?? '');
  expect(entry.findings).toContain('register_name_mismatch');
});

test('a ticket that names somebody else since B looked stops the commit', async () => {
  const sheet = await world.checkedSheet();
  const { residentId } = await insertPerson(world.db, 9_002, '別人　太郎');
  await verifySheet(world, a, sheet);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await world.db
    .updateTable('issuedTickets')
    .set({ residentId })
    .where('ticketNumber', '=', sheet.ticket.slice(8))
    .execute();
  await expect(second.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.person_changed',
  });
});

test('nobody signs what was never shown to them', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  const wanted = { purpose: 'approve', sheetId: sheet.sheetId } as const;
  const { fencingToken } = await claim(world.db, again(b.context), wanted);
  const act = { sheetId: sheet.sheetId, fencingToken, imageHash: sheet.imageHash };
  await expect(
    signApproval(world.deps, again(b.context), { ...act, acknowledged: [] }),
  ).rejects.toMatchObject({ code: 'review.wrong_state' });
});

test('who has seen the sheet as approver keys nothing unseen as verifier', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  const reason = 'もう一度';
  await returnToVerification(world.deps, again(b.context), { ...second.held, reason });
  const first = await takeSheet(world, b, 'verify', sheet.sheetId);
  await first.key('vaccinationDate', '2021-10-15');
  expect(await fieldOf(b, sheet.sheetId, 'vaccinationDate')).toMatchObject({
    status: 'contested',
  });
});

test('the same dose on a second sheet is named before it is committed', async () => {
  const sheet = await world.checkedSheet();
  await commitSheet(world, { a, b }, sheet);
  const twin = await world.checkedSheet({});
  const first = await takeSheet(world, a, 'verify', twin.sheetId);
  await first.confirm('lotNumber', 'name');
  await first.key('ocrLine', sheet.ticket);
  await first.key('vaccinationDate', '2021-10-15');
  await first.verify(twin.imageHash);
  const second = await takeSheet(world, b, 'approve', twin.sheetId);
  await second.key('ocrLine', sheet.ticket);
  const { findings, earlierDoses } = await view(b, twin.sheetId);
  expect(findings.map((finding) => finding.code)).toContain('duplicate_dose');
  expect(earlierDoses).toHaveLength(1);
  await expect(second.approve(twin.imageHash)).rejects.toMatchObject({
    code: 'review.finding_open',
  });
});

test('a voiding shows both people whose entry it is', async () => {
  const sheet = await world.checkedSheet();
  const entryId = await commitSheet(world, { a, b }, sheet);
  const act = { entryId, kind: 'void', reason: '別人' } as const;
  await amendEntry(world.db, again(c.context), act);
  await takeSheet(world, a, 'verify', sheet.sheetId);
  expect((await view(a, sheet.sheetId)).person?.residentId).toBe(sheet.residentId);
});
