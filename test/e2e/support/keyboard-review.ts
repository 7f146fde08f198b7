import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Truth } from '../../../cli/demo/truth.ts';
import { currentFieldId, sheetIsOpen } from './page-steps.ts';
import { pressAnswer } from './press-answer.ts';

/** Which sheet lies on the desk. */
export async function openSheetId(page: Page): Promise<string> {
  const id = await page.locator('.sheet-heading code').getAttribute('title');
  if (id === null) throw new Error('no sheet on the desk');
  return id;
}

/** The sheet that comes onto the desk after this one was finished. */
export async function nextSheetId(page: Page, finished: string): Promise<string> {
  await page.locator(`.sheet-heading code:not([title="${finished}"])`).waitFor();
  await sheetIsOpen(page);
  return openSheetId(page);
}

const row = (page: Page, fieldId: string) => page.locator(`li[data-field="${fieldId}"]`);

export async function rowText(page: Page, fieldId: string): Promise<string> {
  return (await row(page, fieldId).allTextContents()).join('');
}

/** Fields that wait to be written without seeing any reading. */
export async function unseenFields(page: Page): Promise<string[]> {
  const rows = page.locator('li[data-field]').filter({ hasText: '未入力' });
  return rows.evaluateAll((found) => found.map((one) => one.getAttribute('data-field') ?? ''));
}

/** Moves with the arrow keys to a field, wherever it is. */
export async function goToField(page: Page, fieldId: string): Promise<void> {
  for (const key of ['ArrowUp', 'ArrowDown']) {
    for (let before = ''; ; ) {
      const current = (await currentFieldId(page)) ?? '';
      if (current === fieldId) return;
      if (current === before) break;
      before = current;
      await page.keyboard.press(key);
    }
  }
  throw new Error(`${fieldId} is not on the desk`);
}

/** Writes everything that is to be written unseen, in the order the desk leads through it. */
export async function keyUnseen(
  page: Page,
  paper: Truth,
  beforeKeying: (fieldId: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const keyed: string[] = [];
  for (;;) {
    const fieldId = await currentFieldId(page);
    if (fieldId === null || !(await rowText(page, fieldId)).includes('未入力')) return keyed;
    await beforeKeying(fieldId);
    await pressAnswer(page, fieldId, paper.fields[fieldId] ?? '');
    await expect.poll(() => rowText(page, fieldId), { timeout: 60_000 }).not.toContain('未入力');
    keyed.push(fieldId);
  }
}

/** One key for everything shown; rows that were not on the screen yet are brought there first. */
export async function confirmShown(page: Page): Promise<void> {
  const open = page.locator('li[data-field]').filter({ hasText: '未確認' });
  await expect
    .poll(
      async () => {
        const left = await open.count();
        if (left > 0) await page.keyboard.press('Shift+Enter');
        return left;
      },
      { timeout: 60_000 },
    )
    .toBe(0);
}

/** Every answer has reached the server: only then is the row's state what the server made of it. */
export async function answersArrived(page: Page): Promise<void> {
  const sending = page.locator('li[data-field]').filter({ hasText: '送信中' });
  await expect.poll(() => sending.count(), { timeout: 60_000 }).toBe(0);
}

/** So long a signature may take before the desk is asked again. */
const SIGNING_MS = 1_000;

/** Ctrl+Enter as often as the desk asks for a look first; replies with what the desk said on the way. */
export async function sign(page: Page, outcome: string): Promise<string[]> {
  const said: string[] = [];
  const here = page.locator(`.sheet-heading code[title="${await openSheetId(page)}"]`);
  const press = async (): Promise<boolean> => {
    if (!(await here.isVisible())) return true;
    await page.keyboard.press('Control+Enter');
    const hint = (await page.locator('.hint-line').allInnerTexts()).join('');
    if (hint !== '' && said.at(-1) !== hint) said.push(hint);
    return here.waitFor({ state: 'detached', timeout: SIGNING_MS }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(press, { timeout: 60_000, interval: 20 }).toBe(true);
  await page.getByText(outcome).first().waitFor();
  return said;
}
