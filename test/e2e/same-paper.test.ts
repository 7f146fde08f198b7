import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { scannedAgain } from '../support/second-scans.ts';
import { type Office, openOffice } from './support/office.ts';
import {
  addFiles,
  createBatch,
  giveReason,
  openDialog,
  pressButton,
} from './support/page-steps.ts';
import { expectAccessible, expectScreen } from './support/screen-checks.ts';

const FIRST = 'samples/scans/scan_0001.jpg';
const DELIVERY_LIST = 'samples/scans/scan_0018.png';

let folder: string;
let office: Office;
let clerk: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-e2e-'));
  office = await openOffice();
  ({ page: clerk } = await office.enter('uketsuke'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

/** The line of a page that stands at `state`. */
const line = (file: string, state: string): Locator =>
  clerk.getByRole('row').filter({ hasText: file }).filter({ hasText: state });

/** Both pictures are there, not only the places for them. */
async function picturesSeen(dialog: Locator, count: number): Promise<void> {
  await expect
    .poll(() =>
      dialog
        .getByRole('img', { name: /^スキャン画像/ })
        .evaluateAll((all) => all.filter((one) => Reflect.get(one, 'naturalWidth') > 0).length),
    )
    .toBe(count);
}

test('the clerk sees of which page a duplicate is a scan, and both before bringing it back', async () => {
  await createBatch(clerk, '七月分');
  await addFiles(clerk, [FIRST, DELIVERY_LIST]);
  await line('scan_0001.jpg', '確認待ち').waitFor();
  const second = join(folder, 'second.jpg');
  await writeFile(second, await scannedAgain(await readFile(FIRST)));
  await createBatch(clerk, '八月分');
  await addFiles(clerk, [second]);
  const duplicate = line('second.jpg', '重複');
  await duplicate.getByText('元の予診票').waitFor();
  const original = duplicate.getByRole('link', { name: '七月分 scan_0001.jpg p.1' });
  expect(await original.getAttribute('href')).toMatch(/^\/intake\/[0-9a-f-]{36}$/);
  await expectScreen(clerk, /Scanned before as/);
  await duplicate.getByRole('button', { name: '読み直す' }).press('Enter');
  const dialog = await openDialog(clerk, '読み直す');
  await picturesSeen(dialog, 2);
  await expectAccessible(clerk);
  await dialog.getByLabel('理由').fill('紙は二枚あった');
  await pressButton(dialog.getByRole('button', { name: '読み直す' }));
  await line('second.jpg', '確認待ち').waitFor();
  await clerk.getByRole('link', { name: /束の一覧/ }).press('Enter');
  await clerk.getByRole('link', { name: '七月分' }).press('Enter');
});

test('a page is asked for again, its rescan named, untied, and the request taken back', async () => {
  await line('scan_0018.png', '様式不明').waitFor();
  await giveReason(clerk, '再スキャンを頼む', '折れていた', expectAccessible);
  await line('scan_0018.png', '再スキャン待ち')
    .getByRole('button', { name: '再スキャンを選ぶ' })
    .press('Enter');
  const dialog = await openDialog(clerk, '再スキャンを選ぶ');
  const submit = dialog.getByRole('button', { name: '再スキャンを選ぶ' });
  await dialog.getByLabel('理由').fill('紙を確かめた');
  expect(await submit.isDisabled()).toBe(true);
  await dialog
    .getByLabel('スキャンし直したページ')
    .selectOption({ label: '七月分 scan_0001.jpg p.1 (確認待ち)' });
  await picturesSeen(dialog, 2);
  await expectAccessible(clerk);
  await pressButton(submit);
  const replaced = line('scan_0018.png', '再スキャン済み');
  await replaced.getByText('差し替え先').waitFor();
  await giveReason(clerk, '結びつきを外す', '別の紙だった', expectAccessible);
  await line('scan_0018.png', '再スキャン待ち').waitFor();
  await giveReason(clerk, '再スキャンを取り消す', '紙がない', expectAccessible);
  await line('scan_0018.png', '様式不明').waitFor();
});
