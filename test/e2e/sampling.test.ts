import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import type { Truth } from '../../cli/demo/truth.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNoPageScroll } from './support/screen-checks.ts';

let office: Office;
let papers: ReadonlyMap<string, Truth>;
let supervisor: Page;

beforeAll(async () => {
  office = await openOffice();
  await createAccount(office.running.program.db, office.running.program.operator(MUNICIPALITY), {
    ...{ loginName: 'tenken', displayName: 'tenken', roles: ['reviewer'], password: PASSWORD },
  });
  ({ page: supervisor } = await office.enter('kanri'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

test('a supervisor finds the page with nothing drawn and sets the share', async () => {
  await supervisor.getByRole('link', { name: /^確認/ }).press('Enter');
  await supervisor.goto('/sampling');
  await supervisor.getByText('まだ何も抜き取られていません').waitFor();
  await expectAccessible(supervisor);
  await supervisor.getByLabel('抜き取る割合').selectOption('100%');
  await supervisor.getByText('抜き取る割合を100%にしました').waitFor();
});

test('somebody who has not seen the sheet keys from the paper; what differs is settled by another', async () => {
  await handIn(office, '抜取の束', ['scan_0001.jpg', 'scan_0002.jpg']);
  papers = await office.papers();
  const over = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);
  await workThrough(await over('kakunin'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, () => undefined);

  const { page, complaints } = await office.open();
  await logIn(page, 'tenken', PASSWORD);
  await page.goto('/sampling');
  await page.getByRole('button', { name: '入力を始める' }).press('Enter');
  await page.getByRole('img', { name: 'スキャンした予診票' }).waitFor();
  await page.locator('#current-label').waitFor();
  await expectAccessible(page);
  await expectNoPageScroll(page);
  await answerAs(page, 'ledger');
  await page.getByText('台帳と一致しました').first().waitFor();
  while ((await page.locator('.choices').count()) === 0) await answerAs(page, 'ledger');
  await photograph(page, 'sampling-work');
  await answerAs(page, 'other');
  await page.getByText('台帳と一致しません').waitFor();
  expect(complaints).toEqual([]);

  await supervisor.reload();
  const dispute = supervisor.locator('.sample-dispute');
  await dispute.getByText('抜取の入力(tenken)').waitFor();
  await photograph(supervisor, 'sampling');
  await expectAccessible(supervisor);
  await dispute.getByRole('button', { name: '台帳が誤り', exact: true }).press('Enter');
  const dialog = await openDialog(supervisor, '台帳が誤り');
  await dialog.getByLabel('理由').fill('印は反対側');
  await pressButton(dialog.getByRole('button', { name: '台帳が誤り' }));
  await supervisor.getByText('決めるものはありません').waitFor();
  await supervisor.getByText(/訂正を始め/).waitFor();
});

/** Keys what the ledger has of the field in work, or something else; resolves when the next one is there. */
async function answerAs(page: Page, what: 'ledger' | 'other'): Promise<void> {
  const place = page.locator('.current-field header span');
  const before = await place.textContent();
  const label = (await page.locator('#current-label').textContent()) ?? '';
  const rows = await office.running.program.db
    .selectFrom('sampledFields')
    .innerJoin('ledgerContents', 'ledgerContents.entryId', 'sampledFields.entryId')
    .select(['fieldId', 'content', 'template'])
    .where('claimedBy', 'is not', null)
    .where('keyedAt', 'is', null)
    .execute();
  const form = office.running.program.review.templates.get(rows[0]?.template.split('@')[0] ?? '');
  const field = form?.fields.find(({ labelJa }) => labelJa === label);
  const row = rows.find(({ fieldId }) => fieldId === field?.id);
  const value = row?.content.fields.find(({ fieldId }) => fieldId === field?.id)?.value ?? '';
  const option = field?.options?.find((each) => (each.value === value) === (what === 'ledger'));
  if (option === undefined) {
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  } else {
    await page.getByRole('button', { name: option.labelJa }).press('Enter');
  }
  await expect.poll(() => place.textContent()).not.toBe(before);
}
