import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MUNICIPALITY } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectScreen } from './support/screen-checks.ts';

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

const HEADER = '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ,転出日';
const LINE = '5100000086,西村　文子,ニシムラ　フミコ,1933-10-20,女,大阪府豊中市新町9,051000000,0,';
const NEW = '5999999999,青空　太郎,アオゾラ　タロウ,R7.4.12,男,大阪府豊中市新町9,051000001,0,';

async function chooseFile(page: Page, ...lines: readonly string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'CSV を選ぶ' }).press('Enter');
  const buffer = Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`);
  await (await chooser).setFiles({ name: 'residents.csv', mimeType: 'text/csv', buffer });
}

const residentsNow = async () => {
  const { db } = office.running.program;
  return db
    .selectFrom('residents')
    .select(['residentId', 'address', 'movedOutOn'])
    .where('municipalityId', '=', MUNICIPALITY)
    .where('residentId', 'in', ['5100000086', '5999999999'])
    .orderBy('residentId')
    .execute();
};

test('a supervisor looks for a person by name and puts the day of leaving right, with the keyboard', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.getByRole('link', { name: /^マスタ/ }).press('Enter');
  await page.getByText('だれを調べますか').waitFor();
  await expectScreen(page, /Who is looked for/);
  await page.getByLabel('宛名番号・氏名・カナ').fill('にしむら　ふ');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '5100000086' }).press('Enter');
  await page.getByRole('region', { name: '変更の履歴' }).getByText('取り込み').waitFor();
  expect(page.url()).not.toMatch(/%|5100000086/);
  await expectAccessible(page);
  await photograph(page, 'masters');

  await page.getByRole('button', { name: '直す' }).press('Enter');
  const dialog = await openDialog(page, '直す');
  expect(await dialog.getByLabel('宛名番号').isDisabled()).toBe(true);
  await dialog.getByLabel('転出日').fill('8.3.31');
  await dialog.getByText('この書き方では記録できません').waitFor();
  await dialog.getByLabel('転出日').fill('R8.3.31');
  await dialog.getByLabel('理由').fill('転出届による');
  await expectAccessible(page);
  await photograph(page, 'masters-edit');
  await pressButton(dialog.getByRole('button', { name: '記録する' }));
  await dialog.waitFor({ state: 'detached' });
  const history = page.getByRole('region', { name: '変更の履歴' });
  await history.getByText('理由: 転出届による').waitFor();
  await history.getByText('kanri').waitFor();
  expect(await residentsNow()).toMatchObject([{ movedOutOn: '2026-03-31' }]);
  expect(complaints).toEqual([]);
});

test('a file is looked at before it is taken, and a broken one says why it is not', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.goto('/masters?view=import');
  await page.getByText('まず何が変わるかを表示します').waitFor();
  await chooseFile(
    page,
    HEADER,
    LINE,
    NEW.replace('R7.4.12', '1900-02-29'),
    NEW.replace('青空', '=青空'),
  );
  await page.getByText('取り込めません。誤りが2件あります').waitFor();
  await page.getByText('3行目: 「生年月日」の書き方が違います').waitFor();
  await page.getByText('「氏名」が表計算の式').waitFor();
  await expectScreen(page, /Cannot be imported: 2 problems/);
  await photograph(page, 'masters-refused');

  const before = await residentsNow();
  await chooseFile(page, HEADER, LINE, NEW);
  await page.getByRole('heading', { name: '取り込むと変わること' }).waitFor();
  await page.getByText('大阪府豊中市新町9').first().waitFor();
  await expectScreen(page, /What an import would change/);
  await photograph(page, 'masters-import');
  expect(await residentsNow()).toEqual(before);
  await page.getByRole('button', { name: '2件を取り込む' }).press('Enter');
  await page.getByText('新規 1件、変更 1件、同じ 0件').waitFor();
  expect(await residentsNow()).toMatchObject([
    { residentId: '5100000086', address: '大阪府豊中市新町9' },
    { residentId: '5999999999' },
  ]);
  expect(complaints).toEqual([]);
});

test('who reviews sees that the masters are the supervisor’s', async () => {
  const { page } = await office.enter('kakunin');
  await page.getByText('マスタ').first().waitFor();
  expect(await page.getByRole('link', { name: /^マスタ/ }).count()).toBe(0);
});
