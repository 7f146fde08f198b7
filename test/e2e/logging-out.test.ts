import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PASSWORD } from '../support/test-program.ts';
import type { Visit } from './support/browser.ts';
import { type ByPaper, byPaper } from './support/by-paper.ts';
import { handIn } from './support/hand-in.ts';
import { answersArrived, openSheetId } from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview, logIn, openDialog, pressButton } from './support/page-steps.ts';

let office: Office;
let paper: ByPaper;
let desk: Visit;
let page: Page;

beforeAll(async () => {
  office = await openOffice();
  await handIn(office, '七月分', ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0003.jpg']);
  paper = byPaper(await office.papers());
});
beforeEach(async ({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
  await desk?.context.close();
  desk = await office.enter('kakunin');
  ({ page } = desk);
  await beginReview(page, '確認');
});
afterAll(() => office.close());

test('who logs out is asked about what is not sent, hands the sheets back, and the next person begins afresh', async () => {
  const sheetId = await openSheetId(page);
  const keyed = await paper.keyNext(page);
  await answersArrived(page);
  await paper.typeDate(page);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await pressButton(
    (await openDialog(page, 'まだ送っていない入力があります。')).getByRole('button', {
      name: '戻って続ける',
    }),
  );
  expect(await openSheetId(page)).toBe(sheetId);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await pressButton(
    (await openDialog(page, 'まだ送っていない入力があります。')).getByRole('button', {
      name: '入力を捨てて離れる',
    }),
  );
  await logIn(page, 'shonin', PASSWORD, null);
  await page.getByRole('heading', { name: '取込', level: 1 }).waitFor();
  const { db } = office.running.program;
  expect(await db.selectFrom('leases').select('sheetId').execute()).toEqual([]);
  const words = await db
    .selectFrom('keyings')
    .select('fieldId')
    .where('sheetId', '=', sheetId)
    .execute();
  expect(words).toContainEqual({ fieldId: keyed });
});

test('who logs out with the last answer still on its way loses nothing', async () => {
  const sheetId = await openSheetId(page);
  const line = Promise.withResolvers<void>();
  await page.route(
    '**/fields/*',
    async (route) => {
      await line.promise;
      await route.continue();
    },
    { times: 1 },
  );
  const keyed = await paper.keyNext(page);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await page.getByLabel('読み込み中').waitFor();
  const answered = page.waitForResponse('**/fields/*');
  line.resolve();
  expect((await answered).status()).toBe(200);
  await page.getByLabel('ログイン名').waitFor();
  const { db } = office.running.program;
  const words = await db
    .selectFrom('keyings')
    .select('fieldId')
    .where('sheetId', '=', sheetId)
    .execute();
  expect(words).toContainEqual({ fieldId: keyed });
});
