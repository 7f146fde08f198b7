import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import type { Db } from '../../ledger/database.ts';
import { newId } from '../../runtime/ids.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import type { Visit } from './support/browser.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside } from './support/screen-checks.ts';

let office: Office;
let auditor: Visit;

beforeAll(async () => {
  office = await openOffice();
  const { program } = office.running;
  const account = { loginName: 'kansa', displayName: '監査 みどり', password: PASSWORD };
  await createAccount(program.db, program.operator(MUNICIPALITY), {
    ...account,
    roles: ['auditor'],
  });
  await readLongAgo(program.db, account.loginName);
  const { page } = await office.enter('kanri');
  await lookFor(page, 'にしむら　ふ');
  await page.getByRole('button', { name: '5100000086' }).waitFor();
  auditor = await office.open();
  await logIn(auditor.page, 'kansa', PASSWORD);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

/** Too long: the log is read every 31 days. */
async function readLongAgo(db: Db, loginName: string): Promise<void> {
  const first = await db
    .selectFrom('auditEvents')
    .select('eventHash')
    .where('sequence', '=', 0)
    .executeTakeFirstOrThrow();
  const who = await db
    .selectFrom('accounts')
    .select(['municipalityId', 'accountId', 'staffMemberId'])
    .where('loginName', '=', loginName)
    .executeTakeFirstOrThrow();
  const readAt = new Date(Date.now() - 40 * 86_400_000);
  await db
    .insertInto('auditReadings')
    .values({
      ...{ ...who, auditReadingId: newId(), readAt },
      ...{ events: 1, headHash: first.eventHash, note: '異常なし' },
    })
    .execute();
}

async function lookFor(page: Page, words: string): Promise<void> {
  await page.getByRole('link', { name: /^マスタ/ }).press('Enter');
  await page.getByLabel('宛名番号・氏名・カナ').fill(words);
  await page.keyboard.press('Enter');
}

test('the auditor finds who looked for a person, opens the words, verifies, and signs as read', async () => {
  const { page, complaints } = auditor;
  await page.getByRole('link', { name: '操作記録 期限超過' }).press('Enter');
  await page.getByRole('region', { name: '操作記録の一覧' }).waitFor();
  await page.getByText('監査 みどり が 1 件目まで読みました').waitFor();

  await page.getByLabel('だれについて').fill('ニシムラフ');
  await page.keyboard.press('Enter');
  await page.getByText('条件に合う記録はありません。').waitFor();
  await page.getByLabel('だれについて').fill('5100000086');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('1 件').waitFor();
  const row = page.getByRole('row', { name: /マスタの検索・変更/ });
  for (const told of ['段階検索', 'マスタ住民', '言葉ではい']) {
    expect(await row.textContent()).toContain(told);
  }
  await row.getByRole('button', { name: /探した言葉を見る/ }).press('Enter');
  const words = await openDialog(page, '番の言葉');
  await words.getByText('にしむら　ふ').waitFor();
  await words.getByText('5100000086').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  expect(page.url()).not.toContain('5100000086');

  const downloading = page.waitForEvent('download');
  await pressButton(page.getByRole('button', { name: 'CSV に出す' }));
  const file = await readFile(await (await downloading).path(), 'utf8');
  expect(file).toContain('マスタの検索・変更 (masters.manage)');
  expect(file).not.toContain('5100000086');

  await pressButton(page.getByRole('button', { name: 'はじめから検証する' }));
  await page.getByText(/変更・欠落・入れ替えの跡はありません/).waitFor();
  await pressButton(page.getByRole('button', { name: '条件を消す' }));
  await page
    .getByRole('row', { name: /ログイン/ })
    .first()
    .waitFor();
  await photograph(page, 'audit-log');
  await expectNothingBeside(page);
  await expectAccessible(page);

  await pressButton(page.getByRole('button', { name: 'ここまで読んだと署名' }));
  const dialog = await openDialog(page, '操作記録の点検を署名する');
  await dialog.getByRole('textbox').fill('異常なし');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'ここまで読んだと署名' }).press('Enter');
  await page.getByText(/監査 みどり が .+ 件目まで読みました/).waitFor();
  await page.getByText('所見: 異常なし').waitFor();
  await page.getByText('期限超過', { exact: true }).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('nobody else is shown anything of it', async () => {
  const { page } = await office.enter('kanri');
  await page.goto('/audit');
  await page.getByText(/監査の権限を持つ人だけ/).waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
});
