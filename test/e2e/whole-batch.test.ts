import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { VERIFY_EXIT } from '../../cli/commands/verify-audit.ts';
import { verifyLedgerCommand } from '../../cli/commands/verify-ledger.ts';
import {
  answersArrived,
  confirmShown,
  keyUnseen,
  nextSheetId,
  openSheetId,
  sign,
} from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import {
  addFiles,
  beginReview,
  createBatch,
  openDialog,
  pressButton,
} from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';

const SCANS = 'samples/scans';
const BATCH = 'さくら医院 令和3年8月分';
/** Drawn for it: one ticket was never issued, so its sheet belongs to nobody. */
const SHEETS = 24;
const NOBODYS = 1;

/** Each role's whole day with one batch: every test goes on where the one before left the paper. */
let office: Office;
beforeAll(async () => {
  office = await openOffice('redis');
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

const states = () =>
  office.running.program.db.selectFrom('sheets').select(['sheetId', 'state']).execute();
const inState = async (wanted: string) =>
  (await states()).filter(({ state }) => state === wanted).length;

test('a clerk scans a batch of 24 in one go, and sees every page arrive', async () => {
  const { page } = await office.enter('uketsuke');
  await createBatch(page, BATCH);
  const scans = (await readdir(SCANS)).sort();
  await addFiles(
    page,
    scans.map((name) => join(SCANS, name)),
  );
  await expect.poll(() => inState('checked'), { timeout: 150_000 }).toBe(SHEETS);
  expect(await inState('blank')).toBe(3);
  await page
    .getByRole('row')
    .filter({ hasText: 'scan_0018.png' })
    .getByText('様式不明')
    .first()
    .waitFor();
  await photograph(page, 'batch');
  await page.getByRole('link', { name: /^取込/ }).press('Enter');
  await page.getByRole('link', { name: BATCH }).waitFor();
  await photograph(page, 'intake');
});

/** One sheet as its paper says; a sheet of nobody is rejected. */
async function workOn(page: Page, purpose: 'verify' | 'approve', fresh: string): Promise<void> {
  const paper = (await papers()).get(fresh);
  if (paper === undefined) throw new Error('a sheet of no sample');
  await keyUnseen(page, paper);
  if (purpose === 'verify') await confirmShown(page);
  await answersArrived(page);
  const isNobodys = (await page.getByText('券番号から人が決まりません').count()) > 0;
  if (purpose === 'verify' && isNobodys) return reject(page);
  await sign(page, purpose === 'verify' ? '確認しました' : '台帳に確定しました');
}

async function reject(page: Page): Promise<void> {
  await page.keyboard.press('F9');
  const dialog = await openDialog(page, '処理から外す');
  await dialog.getByRole('radio', { name: '却下する' }).press(' ');
  await dialog.getByLabel('理由').fill('発行一覧にない券番号');
  await pressButton(dialog.getByRole('button', { name: '処理から外す' }));
}

let known: ReturnType<Office['papers']> | undefined;
const papers = () => {
  known ??= office.papers();
  return known;
};

/** All that this person is given, until there is nothing left for them. */
async function workThrough(page: Page, heading: '確認' | '承認'): Promise<string[]> {
  const purpose = heading === '確認' ? 'verify' : 'approve';
  const none = page.getByText(`あなたが${heading}できる予診票はいまありません`);
  await beginReview(page, heading);
  const worked: string[] = [];
  for (let sheetId = await openSheetId(page); ; ) {
    worked.push(sheetId);
    if (worked.length === 2) await photograph(page, purpose);
    await workOn(page, purpose, sheetId);
    const next = nextSheetId(page, sheetId);
    const isOver = await Promise.race([next.then(() => false), none.waitFor().then(() => true)]);
    if (isOver) return worked;
    sheetId = await next;
  }
}

test('two reviewers at once verify it: no sheet comes to both', async () => {
  const [a, b] = await Promise.all([office.enter('kakunin'), office.enter('shonin')]);
  const [ofA, ofB] = await Promise.all([workThrough(a.page, '確認'), workThrough(b.page, '確認')]);
  expect(Math.min(ofA.length, ofB.length)).toBeGreaterThan(1);
  expect(new Set([...ofA, ...ofB]).size).toBe(ofA.length + ofB.length);
  expect(ofA.length + ofB.length).toBe(SHEETS);
  expect(await inState('awaiting_approval')).toBe(SHEETS - NOBODYS);
  expect(await inState('rejected')).toBe(NOBODYS);
  await Promise.all([a.context.close(), b.context.close()]);
});

test('each approves what the other has verified, and it is committed', async () => {
  const [a, b] = await Promise.all([office.enter('kakunin'), office.enter('shonin')]);
  const worked = await Promise.all([workThrough(a.page, '承認'), workThrough(b.page, '承認')]);
  expect(new Set(worked.flat()).size).toBe(SHEETS - NOBODYS);
  expect(await inState('committed')).toBe(SHEETS - NOBODYS);
  const signatures = await office.running.program.db
    .selectFrom('signatures')
    .select(['sheetId', 'staffMemberId'])
    .execute();
  const signers = Map.groupBy(signatures, ({ sheetId }) => sheetId);
  for (const pair of signers.values()) {
    expect(new Set(pair.map(({ staffMemberId }) => staffMemberId)).size).toBe(2);
  }
  const times = await office.running.program.db.selectFrom('reviewTimes').selectAll().execute();
  expect(times).toHaveLength(signatures.length);
  for (const { fieldMs, activeMs } of times) {
    const inHand = Object.values(fieldMs).reduce((sum, ms) => sum + ms, 0);
    expect(inHand).toBeGreaterThan(0);
    expect(inHand).toBeLessThanOrEqual(activeMs + Object.keys(fieldMs).length);
  }
  expect([a.complaints, b.complaints]).toEqual([[], []]);
});

/** Where the day can be looked up afterwards. */
async function photographBooks(page: Page): Promise<void> {
  for (const [tab, name] of [
    ['項目と担当者', 'backlog-quality'],
    ['作業中と束', 'backlog-hands'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).press('Enter');
    await page.getByRole('tabpanel', { name: tab }).getByRole('table').first().waitFor();
    await photograph(page, name);
  }
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await page.getByRole('table', { name: '台帳の記録' }).getByRole('button').first().press('Enter');
  await page.getByRole('region', { name: '記録の詳細' }).waitFor();
  await photograph(page, 'ledger');
  await page.getByRole('link', { name: '請求集計へ' }).press('Enter');
  const { db } = office.running.program;
  const { entries } = await db
    .selectFrom('ledgerContents')
    .select(sql<number>`count(*)::int`.as('entries'))
    .where(sql<string>`content->'record'->>'vaccinationDate'`, 'like', '2021-07-%')
    .executeTakeFirstOrThrow();
  expect(entries).toBeGreaterThan(0);
  await page.getByLabel('対象月').fill('2021-07');
  await page.getByText(`合計 ${entries}件`).waitFor();
  await photograph(page, 'statements');
}

test('the supervisor sees the day on the backlog page, and the ledger verifies', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.getByRole('link', { name: /^進捗/ }).press('Enter');
  const committed = page.locator('.head-figures > div').filter({ hasText: 'きょう確定' });
  await committed.getByText(`${SHEETS - NOBODYS}枚`).waitFor();
  await photograph(page, 'backlog');
  await photographBooks(page);
  expect(complaints).toEqual([]);
  const told: string[] = [];
  const verified = verifyLedgerCommand(
    office.running.program,
    { images: true, json: false },
    (line) => told.push(line),
  );
  expect(await verified).toBe(VERIFY_EXIT.intact);
  expect(told.join()).toContain(`台帳 ${SHEETS - NOBODYS} 件`);
});
