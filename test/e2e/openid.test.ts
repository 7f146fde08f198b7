import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { freePort } from '../support/free-port.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectScreen } from './support/screen-checks.ts';

const SUBJECT = 'a8f3c0de-toyonaka-kakunin';
const BUTTON = '庁内共通ログインでログイン';

let provider: OpenIdProvider;
let office: Office;
/** The page has a name and the provider a number: two sites, as they are in a town hall. */
let address: string;

beforeAll(async () => {
  const port = await freePort();
  address = `http://localhost:${port}`;
  provider = await startOpenIdProvider(`${address}/login/openid`);
  provider.be(SUBJECT);
  const { issuer, clientId, label } = provider.settings;
  office = await openOffice('own', {
    ...{ YOSHIN_PORT: String(port), YOSHIN_PUBLIC_URL: address },
    ...{ YOSHIN_OIDC_ISSUER: issuer, YOSHIN_OIDC_CLIENT_ID: clientId },
    ...{ YOSHIN_OIDC_CLIENT_SECRET: provider.clientSecret, YOSHIN_OIDC_LABEL: label },
  });
  const { program } = office.running;
  const account = { loginName: 'shisutemu', displayName: '管理 太郎', password: PASSWORD };
  const context = program.operator(MUNICIPALITY);
  await createAccount(program.db, context, { ...account, roles: ['administrator'] });
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(async () => {
  await office.close();
  await provider.close();
});

async function press(button: Locator): Promise<void> {
  await button.waitFor();
  await pressButton(button);
}
async function pressProvider(page: Page, from = '/'): Promise<void> {
  await page.goto(`${address}${from}`);
  await press(page.getByRole('button', { name: BUTTON }));
  await page.getByRole('heading', { name: '庁内共通ログイン' }).waitFor();
  await press(page.getByRole('button', { name: '本人です' }));
}
async function act(page: Page, name: string): Promise<void> {
  await page.goto(`${address}/accounts`);
  await press(page.getByRole('button', { name: `${name} の手続き` }));
  await openDialog(page, `${name} の手続き`);
}

test('somebody nobody linked is shown a code for the administrator, and can go back', async () => {
  const { page, complaints } = await office.open();
  await page.goto(address);
  await page.getByRole('button', { name: BUTTON }).waitFor();
  await expectScreen(page, /Log in with 庁内共通ログイン/);
  await photograph(page, 'openid-login');
  await pressProvider(page);
  await page.getByRole('heading', { name: 'ログインできませんでした' }).waitFor();
  await page.getByText(SUBJECT, { exact: true }).waitFor();
  // What came in the address is good for one log-in, and stays in no history.
  expect(page.url()).toBe(`${address}/login/openid`);
  await expectScreen(page, /no account in use is linked with you/);
  await photograph(page, 'openid-not-linked');
  await press(page.getByRole('button', { name: 'ログイン画面へ' }));
  await page.getByLabel('ログイン名').waitFor();
  expect(complaints.filter((each) => !each.includes('401'))).toEqual([]);
});

test('the administrator links the code, and the button opens the account from then on', async () => {
  const admin = await office.open();
  await logIn(admin.page, 'shisutemu', PASSWORD, address);
  await act(admin.page, 'kakunin');
  await admin.page.getByLabel('共通ログインの利用者コード').fill(` ${SUBJECT} `);
  await expectScreen(admin.page, /User code of the single sign-on/);
  await photograph(admin.page, 'openid-link');
  await press(admin.page.getByRole('button', { name: '結び付ける' }));
  await admin.page.getByText('共通ログインと結び付いています').waitFor();
  await photograph(admin.page, 'openid-linked');
  const { page, complaints } = await office.open();
  await pressProvider(page, '/ledger');
  await page.getByRole('heading', { name: '台帳', level: 1 }).waitFor();
  expect(page.url()).toBe(`${address}/ledger`);
  await page.goto(`${address}/account`);
  await page.getByText('共通ログインで入っています').waitFor();
  await page.reload();
  await page.getByText('共通ログインで入っています').waitFor();
  expect([...complaints, ...admin.complaints]).toEqual([]);
});

test('after a log-out the provider asks again who sits there, and its answer cannot be used twice', async () => {
  const { page } = await office.open();
  await pressProvider(page);
  await press(page.getByRole('button', { name: 'ログアウト' }));
  await page.getByLabel('ログイン名').waitFor();
  await pressProvider(page);
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
  await page.goto(`${address}/login/openid?code=once&state=once`);
  await page.getByRole('alert').getByText('期限切れ').waitFor();
  await press(page.getByRole('button', { name: 'ログイン画面へ' }));
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
});

test('unlinked, the person is out at once', async () => {
  const { page } = await office.open();
  await pressProvider(page);
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
  const admin = await office.open();
  await logIn(admin.page, 'shisutemu', PASSWORD, address);
  await act(admin.page, 'kakunin');
  await press(admin.page.getByRole('button', { name: '結び付きを外す' }));
  await press(admin.page.getByRole('button', { name: 'はい、結び付きを外す' }));
  await admin.page.getByLabel('共通ログインの利用者コード').waitFor();
  await page.getByLabel('ログイン名').waitFor();
  await pressProvider(page);
  await page.getByRole('alert').getByText('結び付いていません').waitFor();
});
