import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Office, openOffice } from './support/office.ts';
import {
  addFiles,
  beginReview,
  createBatch,
  giveReason,
  openDialog,
  pressButton,
} from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNoPageScroll } from './support/screen-checks.ts';

const NAME = '一部.jpg';
let office: Office;
let folder: string;
let clerk: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-e2e-'));
  office = await openOffice();
  const whole = sharp('samples/scans/scan_0001.jpg');
  const { width, height } = await whole.metadata();
  const part = { left: 0, top: 0, width, height: Math.floor(height * 0.55) };
  await whole.extract(part).rotate(90).toFile(join(folder, NAME));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

const line = (state: string) =>
  clerk.getByRole('row').filter({ hasText: NAME }).filter({ hasText: state });

/** With keys alone: the button, the list, the turning, the reason, the end. */
async function chooseForm(shownAt: readonly [number, ...number[]]): Promise<void> {
  await line('様式不明').getByRole('button', { name: '様式を指定' }).press('Enter');
  const dialog = await openDialog(clerk, '様式を指定');
  const submit = dialog.getByRole('button', { name: 'この様式で読み直す' });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByText('様式が選ばれていません').waitFor();
  await expect.poll(() => dialog.getByRole('option').count()).toBeGreaterThan(3);
  await dialog.getByLabel('様式', { exact: true }).selectOption('jp-covid19-2021');
  for (const [turns, degrees] of shownAt.entries()) {
    if (turns > 0) await clerk.keyboard.press('Control+.');
    await dialog.getByText(`右へ${degrees}°回した向き`).waitFor();
  }
  await dialog.getByLabel('理由').fill('下半分が欠けている');
  await photograph(clerk, 'choose-form');
  await expectAccessible(clerk);
  await pressButton(submit);
  await dialog.waitFor({ state: 'detached' });
}

test('the clerk says which form it is, and which way up; the machine reads nothing of it', async () => {
  ({ page: clerk } = await office.enter('uketsuke'));
  await createBatch(clerk, '欠けた紙');
  await addFiles(clerk, [join(folder, NAME)]);
  await chooseForm([0, 90, 180, 270]);
  const waiting = line('確認待ち');
  await waiting.getByText('全項目を人が入力します').waitFor();
  await expectAccessible(clerk);
});

test('the choice is taken back, and chosen anew', async () => {
  await giveReason(clerk, '様式の指定を取り消す', '向きが違った', expectAccessible);
  // As it was left the last time.
  await chooseForm([270, 0, 90]);
  await line('確認待ち').waitFor();
});

test('the reviewer is told, and keys everything', async () => {
  const { page } = await office.enter('kakunin');
  await beginReview(page, '確認');
  await page.getByText('機械は何も読んでいません').waitFor();
  expect(await page.locator('li[data-field]').filter({ hasText: '未確認' }).count()).toBe(0);
  await expectNoPageScroll(page);
  await expectAccessible(page);
});
