import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SCREENS } from './support/browser.ts';
import { handIn } from './support/hand-in.ts';
import {
  answersArrived,
  confirmShown,
  goToField,
  keyUnseen,
  openSheetId,
  rowText,
  sign,
} from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview, currentFieldId, openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNoPageScroll } from './support/screen-checks.ts';

/** On the register, and the number on their sheet is not on the list of issued ones. */
const RESIDENT = '5100000172';
/** Has written a sheet with a number that was not issued, and is not on the register. */
const NEWCOMER = '5100003731';
const TITLE = 'だれの予診票か';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  const { db } = office.running.program;
  await db.deleteFrom('issuedTickets').where('residentId', 'in', [RESIDENT, NEWCOMER]).execute();
  await db.deleteFrom('residents').where('residentId', '=', NEWCOMER).execute();
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

async function paperOnDesk(page: Page) {
  const paper = (await office.papers()).get(await openSheetId(page));
  if (paper === undefined) throw new Error('a sheet of no sample');
  return paper;
}

/** Under numbers that reviews give out. */
const takenIntoRegister = () =>
  office.running.program.db
    .selectFrom('residents')
    .selectAll()
    .where('residentId', 'like', '9%')
    .execute();

/** Everything that is written, so that whose sheet it is can be said. */
async function keyPaper(page: Page): Promise<void> {
  await keyUnseen(page, await paperOnDesk(page));
  await confirmShown(page);
  await answersArrived(page);
}

async function openChoice(page: Page) {
  await goToField(page, 'person');
  await page.keyboard.press('Enter');
  return openDialog(page, TITLE);
}

/** The screen as it stands at both sizes: readable, nothing beside, and a picture of it. */
async function look(page: Page, picture: string): Promise<void> {
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    await expectNoPageScroll(page);
  }
  await page.setViewportSize(SCREENS.laptop);
  await photograph(page, picture);
}

/** Moves through the people with the arrow keys alone until this one is chosen. */
async function choose(page: Page, value: string): Promise<void> {
  const radios = page.getByRole('dialog').getByRole('radio');
  const wanted = page.getByRole('dialog').locator(`input[type=radio][value="${value}"]`);
  await radios.first().focus();
  expect(await page.getByRole('dialog').locator('input:checked').count()).toBe(0);
  await page.keyboard.press('Space');
  for (let at = 0; at < (await radios.count()) && !(await wanted.isChecked()); at += 1) {
    await page.keyboard.press('ArrowDown');
  }
  expect(await wanted.isChecked()).toBe(true);
}

async function takeIn(page: Page, picture: string): Promise<void> {
  const dialog = await openChoice(page);
  await choose(page, 'not_registered');
  await dialog.getByRole('button', { name: '転入の手続き前' }).press('Enter');
  await look(page, picture);
  await pressButton(dialog.getByRole('button', { name: 'この人に決める' }));
  await dialog.waitFor({ state: 'detached' });
  await answersArrived(page);
}

test('two people, each by the keyboard, take in somebody whom the register does not have', async () => {
  await handIn(office, '転入した人', ['scan_0011.jpg']);
  const { page: a, complaints } = await office.enter('kakunin');
  await beginReview(a, '確認');
  expect(await rowText(a, 'person')).toContain('未選択');
  await a.keyboard.press('F10');
  await a.getByText('本人を選ぶ前に').waitFor();
  await keyPaper(a);
  expect(await currentFieldId(a)).toBe('person');
  await look(a, 'person-to-choose');
  await takeIn(a, 'person-newcomer');
  expect(await rowText(a, 'person')).toContain('住民台帳にいない人');
  // Taken back and said again: nothing of it stands anywhere yet.
  await a.keyboard.press('Control+z');
  await expect.poll(() => rowText(a, 'person')).toContain('未選択');
  await takeIn(a, 'person-newcomer');
  await sign(a, '確認しました');
  expect(await takenIntoRegister()).toEqual([]);

  const { page: b } = await office.enter('shonin');
  await beginReview(b, '承認');
  expect(await b.locator('body').textContent()).not.toContain('住民台帳にいない人です');
  await b.getByText('前の人が選んだ人は、あなたが選ぶまで表示しません').waitFor();
  await keyPaper(b);
  await look(b, 'person-approve');
  await takeIn(b, 'person-approve-newcomer');
  expect(await takenIntoRegister()).toEqual([]);
  await sign(b, '台帳に');
  const paper = {
    nonRegistered: true,
    name: '吉田 花子',
    kana: 'ヨシダ ハナコ',
    birthDate: '1954-02-11',
  };
  expect(await takenIntoRegister()).toMatchObject([paper]);
  expect(complaints).toEqual([]);
});

test('who is found by name and birth date is chosen from reasons, and a third settles what two do not agree on', async () => {
  await handIn(office, '番号のない人', ['scan_0001.jpg']);
  const { page: a, complaints } = await office.enter('kakunin');
  await beginReview(a, '確認');
  await keyPaper(a);
  const dialog = await openChoice(a);
  await dialog.getByLabel('宛名番号・氏名・カナ').fill('にしむら');
  await a.keyboard.press('Enter');
  await dialog.getByText('検索結果: 4人').waitFor();
  await look(a, 'person-choices');
  await choose(a, RESIDENT);
  await a.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await a.getByRole('region', { name: '住民台帳' }).getByText('藤原　文子').waitFor();
  await answersArrived(a);
  await sign(a, '確認しました');

  const { page: b } = await office.enter('shonin');
  await beginReview(b, '承認');
  const register = b.getByRole('region', { name: '住民台帳' });
  expect(await register.textContent()).not.toContain('藤原');
  await keyPaper(b);
  const second = await openChoice(b);
  await choose(b, 'not_registered');
  await second.getByText('同姓同名の人を確かめてください').waitFor();
  await second.getByRole('checkbox').press('Space');
  await second.getByLabel('理由').fill('住所が台帳と違う');
  await look(b, 'person-namesake');
  await pressButton(second.getByRole('button', { name: 'この人に決める' }));
  await answersArrived(b);
  await sign(b, '裁定');

  const { page: c } = await office.enter('kanri');
  await beginReview(c, '裁定');
  await c.getByText('人の入力').first().waitFor();
  const third = await openChoice(c);
  await look(c, 'person-adjudicate');
  await choose(c, RESIDENT);
  await pressButton(third.getByRole('button', { name: 'この人に決める' }));
  await answersArrived(c);
  await sign(c, '裁定しました');
  expect(complaints).toEqual([]);
});
