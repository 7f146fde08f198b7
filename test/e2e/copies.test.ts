import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { EVERYTHING } from '../../ledger/copies/run-comparison.ts';
import { writeDraft } from '../../ledger/exports/draft-export.ts';
import { formatOf, profileIn } from '../../ledger/exports/profiles.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside, expectScreen } from './support/screen-checks.ts';

let office: Office;
let folder: string;
let page: Page;
let complaints: string[];
/** Header, and a line for each of three entries. */
let lines: string[];

beforeAll(async () => {
  office = await openOffice();
  folder = await mkdtemp(join(tmpdir(), 'yoshin-copies-'));
  const { program, address } = office.running;
  for (const [loginName, role] of [
    ['kakunin2', 'reviewer'],
    ['kanrisha', 'administrator'],
  ] as const) {
    await createAccount(program.db, program.operator(MUNICIPALITY), {
      ...{ loginName, displayName: loginName, roles: [role], password: PASSWORD },
    });
  }
  await handIn(office, 'さくら医院 7月', ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0003.jpg']);
  const papers = await office.papers();
  const over = (name: string) => logInOverHttp(address, name, PASSWORD);
  await workThrough(await over('kakunin2'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, () => undefined);
  const profile = await profileIn('ledger/exports/profiles/municipal-full.json');
  const { bytes } = await writeDraft(program.db, await formatOf(profile, MUNICIPALITY), {
    ...{ municipalityId: MUNICIPALITY, treeSize: 3, marksAt: new Date(), filter: EVERYTHING },
    profile,
  });
  lines = bytes.toString('utf8').split('\r\n').slice(0, -1);
  ({ page, complaints } = await office.enter('kanri'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

async function handCopyIn(copy: readonly string[]): Promise<void> {
  const path = join(folder, 'copy.csv');
  await writeFile(path, copy.map((line) => `${line}\r\n`).join(''));
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '副本のファイルを選んで突合する' }).press('Enter');
  await (await choosing).setFiles(path);
}

const changed = (line: string): string => line.replace('コミナティ', 'モデルナ');
const table = () => page.getByRole('table', { name: '違いの一覧' });

test('nothing was ever compared: that is overdue, and the page says what to do', async () => {
  await page.getByRole('link', { name: '出力', exact: true }).press('Enter');
  await page.getByRole('link', { name: '副本との突合へ' }).press('Enter');
  await page.getByText('まだ一度も突合していません').waitFor();
  await page.getByText('まだ突合の記録はありません').waitFor();
  await expectScreen(page, /There is no comparison yet/);
  await photograph(page, 'copies-empty');
});

test('an administrator says how often and for how long', async () => {
  const { page: admin } = await office.open();
  await logIn(admin, 'kanrisha', PASSWORD);
  await admin.goto('/copies');
  await admin.getByLabel('突合の間隔(日)').fill('0');
  await admin.getByText('間隔は1から366').waitFor();
  await admin.getByLabel('突合の間隔(日)').fill('30');
  await admin.getByLabel('ファイルを残す日数').fill('7');
  await admin.keyboard.press('Enter');
  await admin.getByText('突合の決まりを変えました').waitFor();
  await expectAccessible(admin);
  expect(await admin.getByRole('button', { name: /突合する/ }).count()).toBe(0);
});

test('a file that is no copy is refused in words, and one that is opens what differs', async () => {
  await page.reload();
  await handCopyIn(lines.slice(1));
  await page.getByText('ファイルの見出しが、選んだ形式の見出しと違います').waitFor();
  const [header = '', one = '', two = ''] = lines;
  await handCopyIn([header, one, changed(two), two.replace(/^\d+,/, '99,')]);
  await page.getByRole('heading', { name: '副本との突合 第1回' }).waitFor();
  await table().getByText('台帳 1番 / 副本 2行目').waitFor();
  expect(await table().getByRole('row').allTextContents()).toEqual([
    expect.anything(),
    expect.stringMatching(/台帳 1番 \/ 副本 2行目.*内容が違う.*ワクチン名.*今回から.*未対応/),
    expect.stringMatching(/台帳 2番.*台帳だけにある/),
    expect.stringMatching(/副本 3行目.*副本だけにある/),
  ]);
  await expectScreen(page, /Only in the ledger/);
  await expectNothingBeside(page);
  await photograph(page, 'comparison');
});

test('values are seen row by row, and nowhere else', async () => {
  expect(await page.locator('body').textContent()).not.toContain('モデルナ');
  await page.getByRole('button', { name: '台帳 1番 / 副本 2行目の値を見る' }).press('Enter');
  const dialog = await openDialog(page, '副本と台帳の値');
  const row = dialog.getByRole('row').filter({ hasText: 'ワクチン名' });
  await row.getByText(/モデルナ/).waitFor();
  expect(await row.textContent()).toMatch(/モデルナ.*コミナティ/);
  // Of what is the same nothing is shown.
  expect(await dialog.getByRole('row').count()).toBe(2);
  await expectAccessible(page);
  await photograph(page, 'comparison-values');
  await page.keyboard.press('Escape');
});

test('states are given together, and can be asked for', async () => {
  await page.getByText('違いを選んでください').waitFor();
  await page.getByLabel('台帳 2番を選ぶ').press('Space');
  await page.getByLabel('台帳 1番 / 副本 2行目を選ぶ').press('Space');
  await page.getByText('2件を選択中').waitFor();
  await pressButton(page.getByRole('button', { name: '状態を記録する' }));
  await expect.poll(() => table().getByText('次回の送信で直る').count()).toBe(2);
  await page.getByLabel('状態', { exact: true }).selectOption('open');
  await page.getByText('1件', { exact: true }).waitFor();
  await table().getByText('副本 3行目').waitFor();
  await page.getByLabel('状態', { exact: true }).selectOption('');
});

test('the next comparison says what is gone and what is left; closing erases the file', async () => {
  await page.getByRole('link', { name: '突合の一覧へ' }).press('Enter');
  await page.getByText(/次の突合の期限/).waitFor();
  const [header = '', one = '', two = '', three = ''] = lines;
  await handCopyIn([header, one, changed(two), three]);
  await page.getByRole('heading', { name: '副本との突合 第2回' }).waitFor();
  await table().getByText('前回「次回の送信で直る」、残っている').waitFor();
  await page.getByLabel('前回から解消したもの').press('Space');
  await page.getByText('2件', { exact: true }).waitFor();
  expect(await table().getByRole('row').count()).toBe(3);
  await page.getByRole('button', { name: '突合を終える' }).press('Enter');
  const dialog = await openDialog(page, '突合を終える');
  await dialog.getByText('未対応の違いが1件残っています').waitFor();
  await expectAccessible(page);
  await pressButton(dialog.getByRole('button', { name: '突合を終える' }));
  await page.getByText(/に消去済み/).waitFor();
  await page.getByLabel('前回から解消したもの').press('Space');
  await table().getByText('内容が違う').waitFor();
  expect(await page.getByRole('button', { name: /値を見る/ }).count()).toBe(0);
  expect(await page.getByRole('button', { name: '状態を記録する' }).count()).toBe(0);
  await photograph(page, 'comparison-closed');
  await page.getByRole('link', { name: '突合の一覧へ' }).press('Enter');
  await page.getByRole('link', { name: '第2回' }).waitFor();
  await expectAccessible(page);
  await photograph(page, 'copies');
  expect(complaints.filter((each) => !/status of 400|status of 4/.test(each))).toEqual([]);
});
