import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a person does on the page, by role and label; each step waits for what it brings about. */
export async function logIn(
  page: Page,
  loginName: string,
  password: string,
  address: string | null = '/',
): Promise<void> {
  if (address !== null) await page.goto(address);
  await page.getByLabel('ログイン名').fill(loginName);
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
}

export async function createBatch(page: Page, label: string): Promise<void> {
  await page.getByRole('link', { name: /^取込/ }).press('Enter');
  await page.getByRole('button', { name: '束を作る' }).press('Enter');
  const dialog = await openDialog(page, '束を作る');
  await dialog.getByLabel('束の名前').fill(label);
  await pressButton(dialog.getByRole('button', { name: '作る', exact: true }));
  await page.getByRole('heading', { name: label }).waitFor();
}

export async function addFiles(page: Page, files: readonly string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).press('Enter');
  await (await chooser).setFiles([...files]);
  await page.getByText(`${files.length}件中${files.length}件を送信しました`).waitFor();
}

/** Opens the next sheet; resolves when its picture lies there and the first field has the keyboard. */
export async function beginReview(page: Page, heading: '確認' | '承認' | '裁定'): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^${heading}`) }).press('Enter');
  await page.getByRole('button', { name: '始める (Enter)' }).press('Enter');
  await sheetIsOpen(page);
}

export async function sheetIsOpen(page: Page): Promise<void> {
  await page.getByRole('img', { name: 'スキャンした予診票' }).waitFor();
  await page.locator('[aria-current="step"]').waitFor();
}

/** The id of the field in work, as the list of fields marks it. */
export const currentFieldId = (page: Page): Promise<string | null> =>
  page.locator('li:has([aria-current="step"])').getAttribute('data-field');

/** A dialog that has the keyboard: what was pressed before that went elsewhere. */
export async function openDialog(page: Page, name: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name });
  await dialog.locator(':focus').waitFor();
  return dialog;
}

/** A button refuses a key while something is missing, and says nothing. */
export async function pressButton(button: Locator): Promise<void> {
  await expect.poll(() => button.isEnabled()).toBe(true);
  await button.press('Enter');
}

/** Asks for an act by its button and gives the reason it wants; the dialog is looked at on the way. */
export async function giveReason(
  page: Page,
  act: string,
  reason: string,
  look: (page: Page) => Promise<void>,
  submit = act,
  within: Page | Locator = page,
): Promise<void> {
  await within.getByRole('button', { name: act, exact: true }).press('Enter');
  const dialog = await openDialog(page, act);
  await dialog.getByLabel('理由').fill(reason);
  await look(page);
  await pressButton(dialog.getByRole('button', { name: submit }));
  await dialog.waitFor({ state: 'detached' });
}
