import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectScreen } from './support/screen-checks.ts';

const OWN = 'my own long password';

let office: Office;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  office = await openOffice();
  const { program } = office.running;
  for (const [loginName, displayName, role] of [
    ['shisutemu', '田中 進', 'administrator'],
    ['kansa', '監査 太郎', 'auditor'],
  ] as const) {
    const account = { loginName, displayName, password: PASSWORD, roles: [role] };
    await createAccount(program.db, program.operator(MUNICIPALITY), account);
  }
  ({ page, complaints } = await office.open());
  await logIn(page, 'shisutemu', PASSWORD);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const row = (name: string): Locator => page.getByRole('row').filter({ hasText: name });
const act = (within: Page | Locator, name: string) =>
  pressButton(within.getByRole('button', { name, exact: true }));

let oneTime = '';

test('an administrator begins at the accounts and registers a person, who gets a password once', async () => {
  await page.getByRole('heading', { name: '利用者', level: 1 }).waitFor();
  await row('田中 進').waitFor();
  await expectScreen(page, /One account per person/);
  await photograph(page, 'accounts');
  await act(page, '利用者を登録');
  const dialog = await openDialog(page, '利用者を登録');
  await dialog.getByLabel('ログイン名').fill('uketsuke');
  await dialog.getByRole('textbox', { name: '氏名' }).fill('新田 文子');
  await dialog.getByLabel('事務担当').check();
  await act(dialog, '登録する');
  await dialog.getByText('このログイン名は使われているか').waitFor();
  await expectScreen(page, /This login name is taken/);
  await dialog.getByLabel('ログイン名').fill('nitta.fumiko');
  await act(dialog, '登録する');
  const shown = await openDialog(page, '一回限りのパスワード');
  oneTime = (await shown.getByLabel('パスワード').textContent()) ?? '';
  expect(oneTime).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  await expectScreen(page, /never shown again/);
  await photograph(page, 'accounts-one-time');
  await page.keyboard.press('Escape');
  expect(await shown.isVisible()).toBe(true);
  await act(shown, '手渡した・控えた');
  await shown.waitFor({ state: 'detached' });
  await row('新田 文子').getByText('初回ログイン待ち').waitFor();
  expect(complaints).toEqual([]);
});

test('the new person chooses a password of their own before anything else, and sees where they are logged in', async () => {
  const { page: theirs, complaints: said } = await office.open();
  await theirs.goto('/ledger');
  await theirs.getByRole('note').getByText('これはデモです').waitFor();
  await theirs.getByLabel('ログイン名').fill('nitta.fumiko');
  await theirs.getByLabel('パスワード', { exact: true }).fill(oneTime);
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('heading', { name: 'パスワードを変えてください' }).waitFor();
  await theirs.getByRole('note').getByText('これはデモです').waitFor();
  await expectScreen(theirs, /Choose a new password/);
  await photograph(theirs, 'accounts-first-password');
  await theirs.getByLabel('今のパスワード').fill(oneTime);
  await theirs.getByLabel('新しいパスワード', { exact: true }).fill('short');
  await theirs.getByLabel('新しいパスワード(もう一度)').fill('other');
  await theirs.getByText('同じではありません').waitFor();
  await theirs.getByLabel('新しいパスワード(もう一度)').fill('short');
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('alert').getByText('この新しいパスワードは使えません').waitFor();
  await theirs.getByLabel('新しいパスワード', { exact: true }).fill(OWN);
  await theirs.getByLabel('新しいパスワード(もう一度)').fill(OWN);
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('link', { name: /新田 文子/ }).press('Enter');
  await theirs.getByRole('heading', { name: 'アカウント', level: 1 }).waitFor();
  await theirs.getByRole('row').filter({ hasText: 'Chrome / Linux' }).waitFor();
  await expectScreen(theirs, /Where you are logged in/);
  const second = await office.open();
  await logIn(second.page, 'nitta.fumiko', OWN);
  await theirs.reload();
  await theirs.getByRole('row').filter({ hasText: 'Chrome / Linux' }).first().waitFor();
  await photograph(theirs, 'account-own');
  await act(theirs, 'ほかをすべて終わらせる');
  // The other screen hears of it.
  await second.page.getByLabel('ログイン名').waitFor();
  expect(said).toEqual([]);
});

test('an account is disabled at once, and the screen of its person goes', async () => {
  const { page: theirs } = await office.open();
  await logIn(theirs, 'nitta.fumiko', OWN);
  await page.getByRole('link', { name: '利用者' }).press('Enter');
  await page.reload();
  await act(page, '新田 文子 の手続き');
  const dialog = await openDialog(page, '新田 文子 の手続き');
  await dialog.getByRole('row').filter({ hasText: 'Chrome / Linux' }).first().waitFor();
  await dialog.getByLabel('確認者').check();
  await act(dialog, '役割を変える');
  await page.getByText('役割を変えました').waitFor();
  await expectScreen(page, /At once: open log-ins end/);
  await photograph(page, 'accounts-acts');
  await act(dialog, 'アカウントを止める');
  await act(dialog, 'はい、アカウントを止める');
  await dialog.waitFor({ state: 'detached' });
  await theirs.getByLabel('ログイン名').waitFor();
  await row('新田 文子')
    .getByText(/^–停止$/)
    .waitFor();
  expect(complaints).toEqual([]);
});

test('the accounts are gone through and the result is signed', async () => {
  await page.getByRole('tab', { name: '点検' }).press('Enter');
  await page.getByText('点検の記録はまだありません').waitFor();
  const groups = page.getByRole('radiogroup');
  const count = await groups.count();
  expect(count).toBe(6);
  await page.getByText(`あと${count}件が未決定です`).waitFor();
  await expectScreen(page, /Decide of every account/);
  for (const group of await groups.all()) await group.getByLabel('残す').check();
  await page
    .getByRole('radiogroup', { name: /shonin/ })
    .getByLabel('止める')
    .check();
  await photograph(page, 'accounts-review');
  await act(page, '署名する');
  await page.getByText('署名は正しい').waitFor();
  await page.getByText('残す 5件・止める 1件').press('Enter');
  await expectScreen(page, /Signature holds/);
  expect(complaints).toEqual([]);
});

test('the rules are changed by the administrator and read by the auditor', async () => {
  await page.getByRole('tab', { name: 'きまり' }).press('Enter');
  await page.getByLabel('操作がないとログアウトするまで').selectOption('5');
  await expectScreen(page, /Rules for accounts/);
  await photograph(page, 'accounts-rules');
  await act(page, '保存する');
  await page.getByText('きまりを保存しました').waitFor();
  const { page: auditors, complaints: said } = await office.open();
  await logIn(auditors, 'kansa', PASSWORD, '/accounts?view=rules');
  await auditors.getByText('きまりを変えるには管理者の権限が必要です').waitFor();
  expect(await auditors.getByLabel('操作がないとログアウトするまで').inputValue()).toBe('5');
  expect(await auditors.getByLabel('操作がないとログアウトするまで').isDisabled()).toBe(true);
  await auditors.getByRole('tab', { name: '点検' }).press('Enter');
  await auditors.getByText('署名は正しい').waitFor();
  await expectScreen(auditors, /Signature holds/);
  expect(said).toEqual([]);
});
