import { afterAll, beforeAll, expect, test } from 'vitest';
import { concealTerm } from '../../ledger/auditing/terms.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { searchEntries, viewEntry } from '../../ledger/entries/list-entries.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { undoAnswer, viewReviewSheet } from '../../ledger/review/answers.ts';
import { claim, countWaiting } from '../../ledger/review/leases.ts';
import { returnToVerification, signAdjudication } from '../../ledger/review/sign.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let c: Person;

beforeAll(async () => {
  world = await ledgerWorld('review_flow');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  c = await world.person('chika', ['supervisor']);
});
afterAll(() => world.close());

const stateOf = async (sheetId: string) =>
  (
    await world.db
      .selectFrom('sheets')
      .select('state')
      .where('sheetId', '=', sheetId)
      .executeTakeFirstOrThrow()
  ).state;

test('what must be keyed unseen is nowhere in what A is shown, until A has keyed it', async () => {
  const { sheetId } = await world.checkedSheet();
  const hands = await takeSheet(world, a, 'verify', sheetId);
  const before = await viewReviewSheet(world.deps, a.context, sheetId);
  expect(JSON.stringify(before)).not.toContain('2021-10-15');
  const after = await hands.key('vaccinationDate', '令和3年10月15日');
  const date = after.fields.find((field) => field.fieldId === 'vaccinationDate');
  expect(date).toMatchObject({ status: 'closed', mine: { value: '2021-10-15' } });
});

test('agreement commits; the ledger says what each value rests on', async () => {
  const sheet = await world.checkedSheet();
  const entryId = await commitSheet(world, { a, b }, sheet);
  expect(await stateOf(sheet.sheetId)).toBe('committed');
  const entry = await viewEntry(world.deps, again(b.context), entryId);
  expect(entry.kind).toBe('vaccinated');
  expect(entry.record).toMatchObject({
    residentId: sheet.residentId,
    vaccinationDate: '2021-10-15',
    lotNumber: 'EK9160',
    doseNumber: 2,
    fiscalYear: 2021,
  });
  expect(Object.fromEntries(entry.fields.map((f) => [f.fieldId, f.evidence]))).toEqual({
    ocrLine: 'confirmed_as_shown',
    name: 'confirmed_as_shown',
    lotNumber: 'confirmed_as_shown',
    vaccinationDate: 'keyed_agrees_with_reading',
  });
});

test('a keying that differs from the reading is keyed unseen again by B', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  const view = await viewReviewSheet(world.deps, b.context, sheet.sheetId);
  const date = view.fields.find((field) => field.fieldId === 'vaccinationDate');
  expect(JSON.stringify(date)).not.toMatch(/2021-10-1[56]/);
  expect(view.earlierDoses).toEqual([]);
  await expect(hands.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.field_open',
    fields: ['vaccinationDate'],
  });
  await hands.key('vaccinationDate', '2021-10-16');
  expect(await hands.approve(sheet.imageHash)).toMatchObject({ outcome: 'committed' });
});

test('two different keyings go to a third person, who sees no name', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2021-10-18');
  expect(await second.approve(sheet.imageHash)).toMatchObject({ outcome: 'adjudication' });
  expect(await stateOf(sheet.sheetId)).toBe('adjudication');
  const third = await takeSheet(world, c, 'adjudicate', sheet.sheetId);
  const view = await viewReviewSheet(world.deps, c.context, sheet.sheetId);
  expect(JSON.stringify(view)).not.toContain('増田');
  expect(view.fields.map((field) => field.fieldId)).toEqual(['vaccinationDate']);
  expect(view.fields[0]?.doubt?.otherKeyings).toHaveLength(2);
  await third.key('vaccinationDate', '2021-10-18');
  const seen = { ...third.held, imageHash: sheet.imageHash };
  await signAdjudication(world.deps, again(c.context), seen);
  const last = await takeSheet(world, b, 'approve', sheet.sheetId);
  expect(await last.approve(sheet.imageHash)).toMatchObject({ outcome: 'committed' });
});

test('keying again after the doubt was shown, or after undo, is not an independent word', async () => {
  const sheet = await world.checkedSheet();
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  await hands.confirm('ocrLine', 'name', 'lotNumber');
  await hands.key('vaccinationDate', '2021-10-16');
  await undoAnswer(world.deps, again(a.context), hands.held);
  const view = await hands.key('vaccinationDate', '2021-10-15');
  const date = view.fields.find((field) => field.fieldId === 'vaccinationDate');
  expect(date?.status).toBe('contested');
});

test('A cannot approve what A verified, nor C settle what C keyed', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, c, sheet, '2021-10-16');
  const wanted = { purpose: 'approve', sheetId: sheet.sheetId } as const;
  await expect(claim(world.db, again(c.context), wanted)).rejects.toMatchObject({
    code: 'review.none_waiting',
  });
});

test('a returned sheet keeps what A answered and loses what B did', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2021-10-16');
  const reason = '接種日を確認してください';
  await returnToVerification(world.deps, again(b.context), { ...second.held, reason });
  expect(await stateOf(sheet.sheetId)).toBe('in_review');
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  const view = await viewReviewSheet(world.deps, again(a.context), sheet.sheetId);
  expect(view.returnedReason).toBe(reason);
  expect(view.fields.every((field) => field.mine !== null)).toBe(true);
  expect(view.fields.find((f) => f.fieldId === 'vaccinationDate')?.status).toBe('contested');
  await first.verify(sheet.imageHash);
  expect(await stateOf(sheet.sheetId)).toBe('awaiting_approval');
});

test('one sheet is never with two people', async () => {
  const sheet = await world.checkedSheet();
  const wanted = { purpose: 'verify', sheetId: sheet.sheetId } as const;
  const both = await Promise.allSettled([
    claim(world.db, again(a.context), wanted),
    claim(world.db, again(b.context), wanted),
  ]);
  expect(both.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a finding that blocks is committed knowingly or not at all', async () => {
  const sheet = await world.checkedSheet();
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  await first.confirm('ocrLine', 'name', 'lotNumber');
  await first.key('vaccinationDate', '2031-10-15');
  await first.verify(sheet.imageHash);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2031-10-15');
  await expect(second.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.finding_open',
    fields: ['vaccinationDate'],
  });
  const view = await viewReviewSheet(world.deps, again(b.context), sheet.sheetId);
  const blocking = view.findings.filter((finding) => finding.severity === 'block');
  expect(blocking.map((finding) => finding.code)).toEqual(['date_in_future']);
  const { entryId } = await second.approve(sheet.imageHash, ['date_in_future']);
  const entry = await viewEntry(world.deps, again(b.context), entryId ?? '');
  expect(entry.findings).toContain('date_in_future');
});

test('waiting counts what this person may take, not what others hold', async () => {
  const { sheetId } = await world.checkedSheet();
  const mine = () => countWaiting(world.db, b.context.actor);
  const before = await mine();
  await takeSheet(world, a, 'verify', sheetId);
  expect(await mine()).toEqual({ ...before, verify: before.verify - 1 });
  expect((await mine()).adjudicate).toBe(0);
});

test('a committed entry is superseded by a correction and by a voiding, never changed', async () => {
  const sheet = await world.checkedSheet();
  const entryId = await commitSheet(world, { a, b }, sheet);
  const act = { entryId, kind: 'correction', reason: '接種日の転記誤り' } as const;
  await amendEntry(world.db, again(c.context), act);
  await verifySheet(world, a, sheet, '2021-10-17');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  await second.key('vaccinationDate', '2021-10-17');
  const corrected = await second.approve(sheet.imageHash);
  const newest = await viewEntry(world.deps, again(b.context), corrected.entryId ?? '');
  expect(newest).toMatchObject({ kind: 'corrected', supersedes: entryId, reason: act.reason });
  expect(newest.record.vaccinationDate).toBe('2021-10-17');
  const first = await viewEntry(world.deps, again(b.context), entryId);
  expect(first.record.vaccinationDate).toBe('2021-10-15');
  expect(first.supersededBy).toBe(corrected.entryId);

  const voiding = { entryId: newest.entryId, kind: 'void', reason: '別人の予診票' } as const;
  await amendEntry(world.db, again(c.context), voiding);
  const one = await takeSheet(world, a, 'verify', sheet.sheetId);
  await one.verify(sheet.imageHash);
  const two = await takeSheet(world, b, 'approve', sheet.sheetId);
  const voided = await two.approve(sheet.imageHash);
  expect(await viewEntry(world.deps, again(b.context), voided.entryId ?? '')).toMatchObject({
    kind: 'voided',
    supersedes: newest.entryId,
  });
  await expect(
    amendEntry(world.db, again(c.context), { ...voiding, entryId }),
  ).rejects.toMatchObject({ code: 'review.wrong_state' });
});

test('the ledger verifies, and so does the log of everything done above', async () => {
  await searchEntries(world.deps, again(b.context), { residentId: '6667319588', offset: 0 });
  const report = await verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem);
  expect(report.problems).toEqual([]);
  expect(report.entries).toBeGreaterThan(4);
  const audit = await verifyAudit(world.db, MUNICIPALITY, world.publicKeyPem);
  expect(audit.problems).toEqual([]);
  expect(audit.events).toBeGreaterThan(50);
  const searched = await world.db
    .selectFrom('auditEvents')
    .select('resourceId')
    .where('resourceKind', '=', 'resident')
    .execute();
  const { reference } = concealTerm(world.deps.vault, MUNICIPALITY, 'residentId', '6667319588');
  expect(searched).toEqual([{ resourceId: reference }]);
});
