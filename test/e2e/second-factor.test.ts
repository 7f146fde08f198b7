import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectScreen } from './support/screen-checks.ts';

/** Of the server's clock, which is this machine's. */
const codeOf = (secret: string, stepsAhead = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + stepsAhead * 30_000,
  });

let office: Office;
let secret = '';
let recoveryCode = '';

beforeAll(async () => {
  office = await openOffice();
  const { program } = office.running;
  const context = () => program.operator(MUNICIPALITY);
  for (const [loginName, role] of [
    ['kansa', 'auditor'],
    ['shisutemu', 'administrator'],
  ] as const) {
    const account = { loginName, displayName: loginName, password: PASSWORD, roles: [role] };
    await createAccount(program.db, context(), account);
  }
  await setPolicy(program.db, context(), DEFAULT_ACCOUNT_POLICY);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

async function begin(page: Page, loginName: string, address = '/'): Promise<void> {
  await page.goto(address);
  await page.getByLabel('ログイン名').fill(loginName);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
}
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.waitFor();
  await pressButton(button);
}
const isIn = (page: Page) => page.getByRole('link', { name: /豊中市/ }).waitFor();

async function keepCodes(page: Page): Promise<string> {
  const list = page.getByRole('list', { name: '予備のコードの一覧' });
  await list.waitFor();
  expect(await list.getByRole('listitem').count()).toBe(10);
  const code = (await list.getByRole('listitem').first().textContent()) ?? '';
  await expectScreen(page, /Recovery codes for the day/);
  await photograph(page, 'second-factor-recovery');
  await press(page, '控えました');
  return code;
}

test('a reviewer is led to an authenticator app at the log-in, and then comes to where they wanted', async () => {
  const { page, complaints } = await office.open();
  await begin(page, 'kakunin', '/ledger');
  await page.getByRole('heading', { name: '二段階認証を登録してください' }).waitFor();
  await page.getByText('数字の番地で開いているときは使えません').waitFor();
  await expectScreen(page, /Set up a second factor/);
  await photograph(page, 'second-factor-choice');
  await press(page, '認証アプリを登録する');
  await page.getByRole('img', { name: '認証アプリで読み取る図' }).waitFor();
  secret = ((await page.locator('.totp-secret').textContent()) ?? '').replaceAll(' ', '');
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await expectScreen(page, /The picture is shown this once/);
  await photograph(page, 'second-factor-app');
  await page.getByLabel('アプリの6桁の数字').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('コードが違うか').waitFor();
  await page.getByLabel('アプリの6桁の数字').fill(codeOf(secret));
  await page.keyboard.press('Enter');
  recoveryCode = await keepCodes(page);
  await isIn(page);
  await page.getByRole('heading', { name: '台帳', level: 1 }).waitFor();
  expect(complaints).toEqual([]);
});

test('from then on the code of the app is asked for, and a recovery code stands in for it', async () => {
  const { page, complaints } = await office.open();
  await begin(page, 'kakunin');
  await page.getByRole('heading', { name: '本人であることを確かめます' }).waitFor();
  await expectScreen(page, /Show that it is you/);
  await photograph(page, 'second-factor-give');
  // The step after the one that set it up: that one is spent.
  await page.getByLabel('アプリの6桁の数字').fill(codeOf(secret, 1));
  await page.keyboard.press('Enter');
  await isIn(page);
  const { page: elsewhere } = await office.open();
  await begin(elsewhere, 'kakunin');
  await press(elsewhere, 'どちらも使えないとき');
  await elsewhere.getByLabel('予備のコード').fill(recoveryCode);
  await elsewhere.keyboard.press('Enter');
  await isIn(elsewhere);
  await elsewhere.goto('/account');
  await elsewhere.getByText('残っている予備のコード: 9個').waitFor();
  await expectScreen(elsewhere, /9 recovery codes left/);
  await photograph(elsewhere, 'second-factor-own');
  expect(complaints).toEqual([]);
});

test('a passkey is set up where the page has a name, and opens the next log-in', async () => {
  const { page, context, complaints } = await office.open();
  const named = office.running.address.replace('127.0.0.1', 'localhost');
  const devices = await context.newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true },
    },
  });
  await begin(page, 'shisutemu', named);
  await page.getByLabel('パスキーの名前').fill('窓口3番の端末');
  await press(page, 'パスキーを登録する');
  await keepCodes(page);
  await isIn(page);
  await page.goto(`${named}/logout`);
  await page.getByLabel('ログイン名').waitFor();
  await begin(page, 'shisutemu', named);
  // Somebody who is not the person: the authenticator does not know them.
  await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await press(page, 'パスキーで確かめる');
  await page.getByRole('alert').getByText('パスキーで確かめられませんでした').waitFor();
  await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await press(page, 'パスキーで確かめる');
  await isIn(page);
  await page.goto(`${named}/account`);
  await page.getByText('パスキー「窓口3番の端末」').waitFor();
  await press(page, '窓口3番の端末 を消す');
  await page.getByRole('alert').getByText('最後の一つは消せません').waitFor();
  const { credentials } = await devices.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('the administrator takes away what somebody has lost, and sets which roles need one', async () => {
  const { page, context, complaints } = await office.open();
  await begin(page, 'kansa');
  await page.getByRole('heading', { name: '二段階認証を登録してください' }).waitFor();
  await context.close();
  const admin = await office.open();
  await begin(admin.page, 'shisutemu');
  await press(admin.page, 'どちらも使えないとき');
  const { program } = office.running;
  const account = program.db.selectFrom('accounts').select('accountId');
  const { accountId } = await account
    .where('loginName', '=', 'shisutemu')
    .executeTakeFirstOrThrow();
  await program.db.deleteFrom('passkeys').where('accountId', '=', accountId).execute();
  await admin.page.reload();
  await press(admin.page, '認証アプリを登録する');
  const theirs = ((await admin.page.locator('.totp-secret').textContent()) ?? '').replaceAll(
    ' ',
    '',
  );
  await admin.page.getByLabel('アプリの6桁の数字').fill(codeOf(theirs));
  await admin.page.keyboard.press('Enter');
  await keepCodes(admin.page);
  await press(admin.page, 'kakunin の手続き');
  await press(admin.page, '二段階認証を消す');
  await press(admin.page, 'はい、二段階認証を消す');
  await admin.page.getByText('二段階認証を消しました').waitFor();
  await admin.page.keyboard.press('Escape');
  await admin.page.getByRole('tab', { name: 'きまり' }).press('Enter');
  await admin.page.getByLabel('監査').uncheck();
  await expectScreen(admin.page, /Roles that need a second factor/);
  await press(admin.page, '保存する');
  await admin.page.getByText('きまりを保存しました').waitFor();
  const auditor = await office.open();
  await begin(auditor.page, 'kansa');
  await isIn(auditor.page);
  expect([...complaints, ...admin.complaints]).toEqual([]);
});
