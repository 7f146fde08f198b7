import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { PASSWORD } from '../support/test-program.ts';
import { SCREENS } from './support/browser.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside, expectScreen } from './support/screen-checks.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  // Both from lots that had expired.
  await office.running.program.db.updateTable('lots').set({ expiry: '2021-01-31' }).execute();
  await handIn(office, '間違いのある束', SCANS);
  const papers = await office.papers();
  const over = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);
  await workThrough(await over('kakunin'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, () => undefined);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

/** One with fever, one without consent. */
const SCANS = ['scan_0005.jpg', 'scan_0009.pdf'];

test('a supervisor looks into what was done wrongly, says what became of it and takes the list away', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await page.getByRole('link', { name: '間違い接種へ' }).press('Enter');
  await page.getByText('この年度の間違い接種はありません').waitFor();
  await expectAccessible(page);
  await page.getByLabel('年度').selectOption('2021年度');
  const cases = page.getByRole('table', { name: '一覧' }).locator('tbody tr');
  await cases.first().waitFor();
  expect(await cases.count()).toBeGreaterThan(1);
  await page.getByText('令和4年4月30日 までに').waitFor();
  await expectScreen(page, /Vaccination errors/);
  await photograph(page, 'practice');

  await page.getByLabel('表示中のものをすべて選ぶ').press('Space');
  await pressButton(page.getByRole('button', { name: /件を記録$/ }));
  const dialog = await openDialog(page, '調べたこと・報告したことを記録');
  await dialog.getByText('状態を選んでください').waitFor();
  await dialog.getByLabel('報告済み').press('Space');
  await dialog.getByLabel('重大', { exact: true }).press('Space');
  await dialog.getByLabel(/^備考/).fill('令和4年4月20日 保健予防 第12号で報告');
  await expectAccessible(page);
  await photograph(page, 'practice-record');
  await pressButton(dialog.getByRole('button', { name: '記録する' }));
  await dialog.waitFor({ state: 'detached' });
  await cases.first().getByText('第12号で報告').waitFor();
  expect(await page.getByText('報告していないもの').count()).toBe(0);
  await page.getByLabel('状態').selectOption('未調査');
  await page.getByText('条件に合うものはありません').waitFor();
  await page.getByLabel('状態').selectOption('すべて');
  await photograph(page, 'practice-reported');
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectNothingBeside(page);
  }

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV (UTF-8)' }).press('Enter');
  const file = await (await download).createReadStream();
  const text = Buffer.concat(await file.toArray()).toString('utf8');
  expect(text).toContain('間違いの種類');
  expect(text).toContain('第12号で報告');
  expect(complaints).toEqual([]);
});

test('a dose is found by the name, the kana or the birth date of its person, and the search is on record', async () => {
  const { db } = office.running.program;
  const person = await db
    .selectFrom('residents')
    .innerJoin('ledgerContents', 'ledgerContents.residentId', 'residents.residentId')
    .select(['residents.residentId', 'name', 'kana', 'birthDate'])
    .executeTakeFirstOrThrow();
  const { page } = await office.enter('kanri');
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  const searches = async () =>
    (
      await db
        .selectFrom('auditEvents')
        .select('auditEventId')
        .where('action', '=', 'masters.manage')
        .execute()
    ).length;
  const before = await searches();
  for (const [label, keyed] of [
    ['宛名番号・氏名・カナ', person.name],
    ['宛名番号・氏名・カナ', person.kana],
    ['生年月日', person.birthDate],
  ] as const) {
    await page.getByLabel(label).fill(keyed);
    await page.keyboard.press('Enter');
    const found = page.getByRole('list', { name: '見つかった人' });
    const doses = found.getByRole('button', { name: new RegExp(`\\(${person.residentId}\\)`) });
    await doses.waitFor();
    await expectAccessible(page);
    if (label === '生年月日') await photograph(page, 'ledger-search');
    await doses.press('Enter');
    await page.locator('[data-dose]').first().waitFor();
    await pressButton(page.getByRole('button', { name: 'すべて表示' }));
  }
  expect(await searches()).toBe(before + 3);
  await page.getByLabel('宛名番号・氏名・カナ').fill(person.residentId);
  await page.keyboard.press('Enter');
  await page.locator('[data-dose]').first().waitFor();
  expect(page.url()).not.toContain(person.residentId);
});

test('a reviewer is told for whom the page is', async () => {
  const { page } = await office.enter('kakunin');
  await page.goto('/practice');
  await page.getByText('責任者と監査の権限が必要です').waitFor();
});
