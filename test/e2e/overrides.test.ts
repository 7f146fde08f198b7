import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SCREENS } from './support/browser.ts';
import { handIn } from './support/hand-in.ts';
import { goToField } from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { pressAnswer } from './support/press-answer.ts';
import { expectAccessible, expectNoPageScroll, expectScreen } from './support/screen-checks.ts';

const PERSON = '5100000172';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  // Moved away before the dose: it is for another municipality to say why.
  await office.running.program.db
    .updateTable('residents')
    .set({ movedOutOn: '2021-06-30' })
    .where('residentId', '=', PERSON)
    .execute();
  await handIn(office, '転出した人', ['scan_0001.jpg']);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

test('an override is entered where the finding stands, confirmed by another, and named in its place', async () => {
  const { page, complaints } = await office.enter('kakunin');
  const [truth] = (await office.papers()).values();
  const day = truth?.fields['vaccinationDate'] ?? '';
  await beginReview(page, '確認');
  const findings = page.getByRole('region', { name: '点検結果' });
  await goToField(page, 'vaccinationDate');
  await pressAnswer(page, 'vaccinationDate', day);
  await findings.getByText('接種日に住んでいた人ではありません').waitFor();
  await findings.getByRole('button', { name: /特例.*F6/ }).waitFor();
  await page.keyboard.press('F6');
  const dialog = await openDialog(page, 'この予診票の人の特例');
  await dialog.getByText('まだ入っていない項目').waitFor();
  await dialog.getByLabel('他市町村での接種').press('Space');
  await dialog.getByLabel('接種日の初日').fill('R3.7.1');
  await dialog.getByLabel('接種日の末日').fill('20210931');
  await dialog.getByText('この内容では入力できません').waitFor();
  await dialog.getByLabel('接種日の末日').fill('令和3年10月31日');
  await dialog.getByLabel('理由').fill('転出先の市からの依頼');
  await dialog.getByLabel('書類(名称・日付・保管場所)').fill('接種依頼書 令和3年6月25日付、綴り3');
  await expectAccessible(page);
  await photograph(page, 'override-entered');
  await pressButton(dialog.getByRole('button', { name: '特例を入力' }));
  await findings.getByText('確認待ちの特例が1件あります').waitFor();
  await page.keyboard.press('F6');
  await (await openDialog(page, 'この予診票の人の特例'))
    .getByText('入力した人は確認できません')
    .waitFor();
  await page.keyboard.press('Escape');

  const other = await office.enter('shonin');
  await other.page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await other.page.getByRole('link', { name: '特例へ' }).press('Enter');
  const card = other.page.getByRole('list', { name: '特例の一覧' }).getByRole('listitem');
  await card.getByText('接種日 令和3年7月1日 から 令和3年10月31日 まで').waitFor();
  expect(await card.getByRole('button', { name: '確認する' }).isDisabled()).toBe(true);
  await expectScreen(other.page, /wait to be confirmed|Overrides/);
  await photograph(other.page, 'overrides');
  await card.getByLabel('書類を見て').press('Space');
  await pressButton(card.getByRole('button', { name: '確認する' }));
  await other.page.getByText('該当する特例はありません').waitFor();

  await goToField(page, 'vaccinationDate');
  await pressAnswer(page, 'vaccinationDate', day);
  await findings.getByText('転出先の市からの依頼').waitFor();
  expect(await findings.textContent()).toContain('入力 kakunin・確認 shonin');
  expect(await findings.textContent()).toContain('接種日に住んでいた人ではありません');
  await photograph(page, 'override-on-finding');
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectNoPageScroll(page);
  }
  expect(page.url() + other.page.url()).not.toContain(PERSON);
  expect([...complaints, ...other.complaints]).toEqual([]);
});

test('a supervisor finds it with the person and withdraws it with a reason', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.goto('/masters');
  await page.getByLabel('宛名番号・氏名・カナ').fill(PERSON);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: PERSON }).press('Enter');
  const section = page.getByRole('region', { name: 'この人の特例' });
  await section.getByText('確認 shonin').waitFor();
  await section.getByRole('button', { name: /^取り消す/ }).press('Enter');
  await section.getByLabel('取り消す理由').fill('依頼書の取り下げ');
  await expectAccessible(page);
  await photograph(page, 'overrides-of-person');
  await pressButton(section.getByRole('button', { name: '取り消す', exact: true }));
  await section.getByText('取り消し kanri: 依頼書の取り下げ').waitFor();
  expect(complaints).toEqual([]);
});
