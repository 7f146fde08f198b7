import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { openedBy7Zip } from '../support/seven-zip.ts';
import { PASSWORD } from '../support/test-program.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { giveReason, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside, expectScreen } from './support/screen-checks.ts';
import { enterAs, hire } from './support/staff.ts';

let office: Office;
let asks: Page;
let complaints: string[];

beforeAll(async () => {
  office = await openOffice();
  await hire(office, 'kacho', 'supervisor');
  await hire(office, 'kanrisha', 'administrator');
  await hire(office, 'kakunin2', 'reviewer');
  await handIn(office, 'さくら医院 7月', ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0003.jpg']);
  const papers = await office.papers();
  const over = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);
  await workThrough(await over('kakunin2'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, () => undefined);
  ({ page: asks, complaints } = await office.enter('kanri'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

test('an administrator says from when on approval is needed; nobody has put anything out yet', async () => {
  const page = await enterAs(office, 'kanrisha');
  await page.goto('/exports');
  await page.getByText('まだ何も出力していません').waitFor();
  await expectScreen(page, /Nothing has been put out yet/);
  expect(await page.getByRole('button', { name: '新しい出力を申請' }).isDisabled()).toBe(true);
  await page.getByLabel('承認が必要になる件数').fill('2');
  await page.getByLabel('受け取れる日数').fill('3');
  await page.keyboard.press('Enter');
  await page.getByText('出力の決まりを変えました').waitFor();
});

test('a supervisor counts first, then asks with purpose and recipient', async () => {
  await asks.getByRole('link', { name: '出力', exact: true }).press('Enter');
  await asks.getByText('2件以上は別の人の承認が必要').waitFor();
  await asks.getByRole('button', { name: '新しい出力を申請' }).press('Enter');
  await asks
    .getByLabel('形式')
    .selectOption({ label: '予防接種台帳 全項目(豊中市 別添2の並び、UTF-8 BOM付・和暦)' });
  await asks.getByText('まず件数を確かめてください').waitFor();
  await expectAccessible(asks);
  await asks.getByLabel('医療機関コード').fill('27');
  await asks.getByText('10桁の数字で書いてください').waitFor();
  await asks.getByLabel('医療機関コード').fill('');
  await asks.getByRole('button', { name: '件数を確かめる' }).press('Enter');
  await asks.getByText('記録 3件 → 3行').waitFor();
  await asks.getByText('別の責任者の承認が必要です').waitFor();
  await asks.getByText('目的と提出先を書いてください').waitFor();
  await asks.getByLabel('目的').fill('県への月次報告');
  await asks.getByLabel('提出先').fill('大阪府 感染症対策課');
  await expectAccessible(asks);
  await expectNothingBeside(asks);
  await photograph(asks, 'export-ask');
  await asks.keyboard.press('Enter');
  await asks.getByText('申請した人とは別の責任者の承認を待っています').waitFor();
});

test('another supervisor approves, the first one writes, a third looks at every line', async () => {
  const address = new URL(asks.url()).pathname;
  const approves = await enterAs(office, 'kacho');
  await approves.goto(address);
  await giveReason(approves, '承認する', '毎月の報告', expectAccessible);
  await approves.getByText('申請した人がファイルを作るのを待っています').waitFor();

  await asks.reload();
  await asks.getByRole('button', { name: 'ファイルを作る' }).press('Enter');
  await asks.getByText('申請・承認に関わっていない人が').waitFor();

  const checks = await enterAs(office, 'kakunin');
  await checks.goto(address);
  await checks.getByText('3行目').first().waitFor();
  const release = checks.getByRole('button', { name: '一致しているので渡してよい' });
  expect(await release.isDisabled()).toBe(true);
  await expectAccessible(checks);
  await photograph(checks, 'export-check');
  for (const line of [1, 2, 3]) await checks.getByLabel(`${line}行目 一致`).press('Space');
  await pressButton(release);
  await checks.getByText('ZIP を作れるのは申請した人だけです').waitFor();
});

test('the ZIP opens with the password shown once, and with nothing else', async () => {
  await asks.reload();
  await asks.getByRole('button', { name: '暗号化 ZIP を作る' }).press('Enter');
  await asks.getByText('パスワード(いまだけ表示)').waitFor();
  const password = (await asks.locator('.export-password code').textContent()) ?? '';
  await expectAccessible(asks);
  const coming = asks.waitForEvent('download');
  await asks.getByRole('link', { name: 'ZIP を受け取る' }).press('Enter');
  const zip = await readFile(await (await coming).path());
  const { file, listing } = await openedBy7Zip(zip, password);
  expect(listing).toContain('AES-256');
  expect(new TextDecoder().decode(file ?? new Uint8Array())).toContain('令和3年');
  await asks.reload();
  await asks.getByText('受け取り 1回').waitFor();
  expect(await asks.locator('body').textContent()).not.toContain(password);
});

test('the medium and its wiping are on record, and then the file is erased', async () => {
  await asks.getByLabel('媒体・経路').fill('USB メモリ 第3号');
  await asks.keyboard.press('Enter');
  await asks.getByText('まだ消去されていません').waitFor();
  await photograph(asks, 'export');
  await expectAccessible(asks);
  await asks.getByRole('button', { name: '消去を記録する' }).press('Enter');
  const dialog = await openDialog(asks, '媒体の消去');
  await dialog.getByLabel('消去の方法').fill('USB を上書きした');
  await pressButton(dialog.getByRole('button', { name: '消去を記録する' }));
  await asks.getByText('USB を上書きした').waitFor();
  await giveReason(asks, 'いま消去する', '提出が済んだ', expectAccessible);
  await asks.getByText('この出力は終わりました').waitFor();
  await asks.getByRole('link', { name: '出力簿へ' }).press('Enter');
  await asks.getByRole('button', { name: '新しい出力を申請' }).waitFor();
  await asks.getByRole('table').getByText('消去済み').waitFor();
  await photograph(asks, 'exports');
  await expectAccessible(asks);
  await expectNothingBeside(asks);
  expect(complaints).toEqual([]);
});
