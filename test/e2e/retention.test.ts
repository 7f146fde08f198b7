import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Office, openOffice } from './support/office.ts';
import { giveReason, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectScreen } from './support/screen-checks.ts';
import { enterAs, hire } from './support/staff.ts';

let office: Office;
let asks: Page;
let complaints: string[];

beforeAll(async () => {
  office = await openOffice();
  await hire(office, 'kacho', 'supervisor');
  await hire(office, 'kanrisha', 'administrator');
  ({ page: asks, complaints } = await office.enter('kanri'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

const doses = (page: Page) => page.getByRole('row', { name: /^過去の接種\(導入前\)/ });

test('an administrator says for how long, and on what that rests', async () => {
  const page = await enterAs(office, 'kanrisha');
  await page.goto('/exports');
  await page.getByRole('link', { name: '保存と廃棄' }).click();
  await page.getByText('廃棄はまだ一度も申請されていません').waitFor();
  await doses(page).getByRole('button', { name: '期間を変える' }).press('Enter');
  const dialog = await openDialog(page, '保存期間: 過去の接種(導入前)');
  await dialog.getByLabel('年数').fill('百');
  await dialog.getByText('年数は1〜100の数字で入力してください').waitFor();
  await dialog.getByLabel('年数').fill('１');
  await dialog.getByLabel('根拠').fill('文書管理規程 第12条');
  await pressButton(dialog.getByRole('button', { name: 'この期間にする' }));
  await doses(page).getByText('接種日から1年').waitFor();
});

test('a supervisor looks, leaves one out, and asks for the rest', async () => {
  await asks.goto('/retention');
  await doses(asks).waitFor();
  await expectScreen(asks, /Retention and disposal/);
  await doses(asks).getByRole('button', { name: '一覧を見る' }).press('Enter');
  const list = asks.getByRole('region', { name: /^満了したもの: 過去の接種/ }).first();
  const first = list.getByRole('row').nth(1);
  await giveReason(asks, '今回は除く', '開示請求の対象', expectAccessible, '今回は除く', first);
  await list.getByText('除外: 開示請求の対象').waitFor();
  await asks.getByRole('checkbox', { name: '過去の接種(導入前)' }).check();
  await asks.getByText(/件を申請します\(除外 1 件\)/).waitFor();
  await photograph(asks, 'retention');
  await pressButton(asks.getByRole('button', { name: '廃棄を申請する' }));
  const dialog = await openDialog(asks, '廃棄を申請する');
  await pressButton(dialog.getByRole('button', { name: '申請する', exact: true }));
  await asks.getByText('申請した人とは別の責任者の承認を待っています').waitFor();
  await expectScreen(asks, /Waits for approval by another supervisor/);
});

test('another approves, the program erases, and the record can be printed', async () => {
  const page = await enterAs(office, 'kacho');
  await page.goto('/retention');
  await page.getByRole('link', { name: '第1号' }).click();
  await giveReason(page, '承認して消去する', '一覧を確かめた', expectAccessible);
  await page.getByText('消去は終わりました').waitFor({ timeout: 60_000 });
  await page.getByText('承認の署名は台帳の鍵で確かめられました').waitFor();
  await page.getByText('除外: 開示請求の対象').waitFor();
  expect(await page.getByText('(消去済みの人)').count()).toBeGreaterThan(5);
  await photograph(page, 'disposal');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: '廃棄記録 (PDF)' }).click();
  expect((await file).suggestedFilename()).toBe('disposal-record.pdf');
  const { program } = office.running;
  const left = await program.db.selectFrom('earlierDoses').select('residentId').execute();
  expect(new Set(left.map(({ residentId }) => residentId)).size).toBe(1);
  expect(complaints).toEqual([]);
});
