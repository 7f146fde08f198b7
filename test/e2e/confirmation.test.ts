import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectScreen } from './support/screen-checks.ts';

const ASKED = 'もう一度、本人であることを確かめます';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

/** As if everybody had logged in six minutes ago. */
async function leaveTheScreen(): Promise<void> {
  const then = new Date(Date.now() - 6 * 60_000).toISOString();
  await office.running.program.db
    .updateTable('sessions')
    .set({ content: sql`content || jsonb_build_object('confirmedAt', ${then}::text)` })
    .execute();
}
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.waitFor();
  await pressButton(button);
}

test('at a screen that was left nothing is set up without the password', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await page.goto('/account');
  await press(page, '方法を登録する');
  await leaveTheScreen();
  await press(page, '認証アプリを登録する');
  const dialog = await openDialog(page, ASKED);
  await expectScreen(page, /Show once more that it is you/);
  await photograph(page, 'confirm-password');
  // Whoever does not want to is where they were, and is told why nothing came of it.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('alert').getByText('もう一度確かめる必要があります').waitFor();
  await press(page, '認証アプリを登録する');
  await openDialog(page, ASKED);
  await dialog.getByLabel('パスワード', { exact: true }).fill('wrong password');
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText('今のパスワードが違います').waitFor();
  await dialog.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  // What was pressed is done, without pressing it again.
  await page.getByRole('img', { name: '認証アプリで読み取る図' }).waitFor();
  const secret = ((await page.locator('.totp-secret').textContent()) ?? '').replaceAll(' ', '');
  const code = (stepsAhead: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: Date.now() + stepsAhead * 30_000,
    });
  await page.getByLabel('アプリの6桁の数字').fill(code(0));
  await page.keyboard.press('Enter');
  await press(page, '控えました');
  await leaveTheScreen();
  await press(page, '予備のコードを作り直す');
  await openDialog(page, ASKED);
  await dialog.locator('input[name=password]:focus').waitFor();
  await photograph(page, 'confirm-factor');
  await dialog.getByLabel('アプリの6桁の数字').fill(code(1));
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: '予備のコードの一覧' }).waitFor();
  expect(complaints.filter((each) => !/40[13]|422/.test(each))).toEqual([]);
});

test('what somebody wanted to do is not done for whoever comes next', async () => {
  const { page } = await office.enter('shonin');
  await page.goto('/account');
  await press(page, '方法を登録する');
  await leaveTheScreen();
  await press(page, '認証アプリを登録する');
  await openDialog(page, ASKED);
  await office.running.program.db.deleteFrom('sessions').execute();
  await page.getByLabel('ログイン名').waitFor();
  await page.getByLabel('ログイン名').fill('uketsuke');
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  const { program } = office.running;
  const begun = await program.db
    .selectFrom('sessions')
    .select(sql<boolean>`content ? 'totp'`.as('begun'))
    .execute();
  expect(begun).toEqual([{ begun: false }]);
});
