import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { giveReason, logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside, expectScreen } from './support/screen-checks.ts';

let office: Office;
/** Somebody of whom there is an entry in the ledger. */
let residentId: string;

beforeAll(async () => {
  office = await openOffice();
  const { program, address } = office.running;
  for (const [loginName, role] of [
    ['kakunin2', 'reviewer'],
    ['kacho', 'supervisor'],
  ] as const) {
    await createAccount(program.db, program.operator(MUNICIPALITY), {
      ...{ loginName, displayName: loginName, roles: [role], password: PASSWORD },
    });
  }
  await handIn(office, 'さくら医院 7月', ['scan_0001.jpg', 'scan_0002.jpg']);
  const papers = await office.papers();
  const over = (name: string) => logInOverHttp(address, name, PASSWORD);
  await workThrough(await over('kakunin2'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, () => undefined);
  const found = await program.db
    .selectFrom('ledgerContents')
    .select('residentId')
    .where('residentId', 'is not', null)
    .orderBy('residentId')
    .executeTakeFirstOrThrow();
  residentId = found.residentId ?? '';
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

async function toMarks(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await page.getByRole('link', { name: '自動応答不可へ' }).press('Enter');
}
const cards = (page: Page) =>
  page.getByRole('list', { name: '自動応答不可の一覧' }).getByRole('listitem');

test('a person is marked by one, which counts at once, and confirmed by another', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await toMarks(page);
  await page.getByText('該当する人はいません').waitFor();
  await expectScreen(page, /There is nobody here/);
  await photograph(page, 'reply-marks-empty');
  await page.getByRole('button', { name: '自動応答不可にする' }).press('Enter');
  const dialog = await openDialog(page, '自動応答不可にする');
  await dialog.getByText('まだ入っていない項目').waitFor();
  await dialog.getByLabel('宛名番号').fill(residentId);
  await dialog.getByLabel('理由の区分').selectOption('support_measures');
  await dialog.getByLabel('初日').fill('R3.7.1');
  await dialog.getByLabel('末日').fill('20210630');
  await dialog.getByText('この内容では登録できません').waitFor();
  await dialog.getByLabel('末日').fill('');
  await expectAccessible(page);
  await photograph(page, 'reply-mark-asked');
  await dialog.getByLabel('末日').press('Enter');
  await cards(page).getByText('求めた人は確認できません').waitFor();
  await cards(page).getByText('いま自動応答不可').waitFor();

  const other = await office.enter('shonin');
  await toMarks(other.page);
  const card = cards(other.page);
  await card.getByText('令和3年7月1日 から (定めなし) まで').waitFor();
  expect(await card.getByRole('button', { name: '登録を確認する' }).isDisabled()).toBe(true);
  await expectScreen(other.page, /Waits to be confirmed/);
  await expectNothingBeside(other.page);
  await photograph(other.page, 'reply-marks');
  await card.getByLabel('書類を見て').press('Space');
  await pressButton(card.getByRole('button', { name: '登録を確認する' }));
  await other.page.getByText('該当する人はいません').waitFor();
  expect(page.url() + other.page.url()).not.toContain(residentId);
  expect([...complaints, ...other.complaints]).toEqual([]);
});

test('the ledger and the history show it', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await page.goto('/ledger');
  const rows = page.getByRole('table').getByRole('row');
  await rows.filter({ hasText: residentId }).getByText('自動応答不可').waitFor();
  expect(await rows.filter({ hasText: '自動応答不可' }).count()).toBe(1);
  await expectAccessible(page);
  await photograph(page, 'ledger-reply-mark');
  await page.getByLabel('宛名番号').fill(residentId);
  await page.keyboard.press('Enter');
  const history = page.getByRole('region', { name: '接種の経過' });
  await history.getByText('自動応答不可').waitFor();
  expect(complaints).toEqual([]);
});

test('an output says how many, and whoever approves it takes note of them', async () => {
  const { page: asks, complaints } = await office.enter('kanri');
  await asks.goto('/exports/new');
  await asks.getByRole('button', { name: '件数を確かめる' }).press('Enter');
  await asks.getByText('自動応答不可の人が1人含まれます').waitFor();
  await asks.getByLabel('目的').fill('中間サーバーへの副本登録');
  await asks.getByLabel('提出先').fill('中間サーバー');
  await expectAccessible(asks);
  await photograph(asks, 'export-ask-marked');
  await asks.getByRole('button', { name: '申請する' }).press('Enter');
  await asks.getByText('申請した人とは別の責任者の承認を待っています').waitFor();

  const { page } = await office.open();
  await logIn(page, 'kacho', PASSWORD);
  await page.goto(new URL(asks.url()).pathname);
  const approve = page.getByRole('button', { name: '承認する' });
  await approve.waitFor();
  expect(await approve.isDisabled()).toBe(true);
  await page.getByLabel('自動応答不可の人が1人含まれることを確かめた').press('Space');
  await expectAccessible(page);
  await photograph(page, 'export-approve-marked');
  await giveReason(page, '承認する', '毎月の副本登録', expectAccessible);
  await page.getByText('申請した人がファイルを作るのを待っています').waitFor();
  expect(complaints).toEqual([]);
});

test('it is lifted by two, and what was done stays to be read', async () => {
  const first = await office.enter('shonin');
  await toMarks(first.page);
  await first.page.getByLabel('表示').selectOption('counting');
  await pressButton(cards(first.page).getByRole('button', { name: /^解除を求める/ }));
  await cards(first.page).getByText('解除の確認待ち').waitFor();
  const { page, complaints } = await office.enter('kanri');
  await toMarks(page);
  await cards(page).getByLabel('書類を見て').press('Space');
  await pressButton(cards(page).getByRole('button', { name: '解除を確認する' }));
  await page.getByText('該当する人はいません').waitFor();
  await page.getByLabel('表示').selectOption('over');
  await cards(page).getByText('解除を確認 kanri').waitFor();
  await photograph(page, 'reply-marks-lifted');
  await page.goto('/ledger');
  await page.getByRole('table').getByText(residentId).waitFor();
  expect(await page.getByRole('table').getByText('自動応答不可').count()).toBe(0);
  expect([...complaints, ...first.complaints]).toEqual([]);
});
