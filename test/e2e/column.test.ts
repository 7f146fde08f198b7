import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { columnApi } from '../../schemas/api/column.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { rowText } from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import { sheetIsOpen } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNoPageScroll, expectScreen } from './support/screen-checks.ts';

const SCANS = ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0004.jpg', 'scan_0005.jpg', 'scan_0007.jpg'];
const FORM = 'jp-covid19-2021';
const quiet = { show: () => undefined, stop: () => undefined };

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  const clerk = await person('uketsuke');
  const body = { label: '列で見る紙', institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  for (const name of SCANS) {
    const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  }
  await followBatch(office.running.program, MUNICIPALITY, batchId, quiet);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const person = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);
const rows = (page: Page, state: 'open' | 'sending' | 'done') =>
  page.locator(`.column-row[data-state="${state}"]`);

async function sheetsOfColumn(fieldId: string): Promise<string[]> {
  const params = { template: FORM, fieldId };
  const { cells } = await (await person('kakunin')).call(columnApi.column, { params });
  return cells.map(({ sheetId }) => sheetId);
}

/** Goes to a column by keys; resolves when its crops are there. */
async function openColumn(page: Page, label: RegExp): Promise<void> {
  await page.getByRole('link', { name: /^確認/ }).press('Enter');
  await page.getByRole('link', { name: '項目ごとに確認する' }).press('Enter');
  await page.getByRole('link', { name: label }).first().waitFor();
  await photograph(page, 'column-list');
  await page.getByRole('link', { name: label }).first().press('Enter');
  await page.locator('.column-crop[style*="blob:"]').first().waitFor();
  await photograph(page, 'column');
}

/** One Enter a row, until none waits. */
async function confirmAll(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const open = await rows(page, 'open').count();
        if (open > 0) await page.keyboard.press('Enter');
        return open + (await rows(page, 'sending').count());
      },
      { timeout: 60_000 },
    )
    .toBe(0);
}

test('a column is confirmed by keys, taken back, confirmed again, and stands on the desk', async () => {
  const sheets = await sheetsOfColumn('q01');
  expect(sheets.length).toBeGreaterThan(2);
  const { page, complaints } = await office.enter('kakunin');
  await openColumn(page, /^質問1 /);
  await expectNoPageScroll(page);
  await expectScreen(page, /Confirm this row/);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('最後の行を取り消す').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await confirmAll(page);
  await page.getByText(`確認済み ${sheets.length} / ${sheets.length}枚`).waitFor();
  await expectAccessible(page);
  expect(await sheetsOfColumn('q01')).toEqual([]);

  await page.keyboard.press('Control+z');
  await page.getByText('最後に確認した行を取り消しました').waitFor();
  expect(await rows(page, 'open').count()).toBe(1);
  await confirmAll(page);

  const other = await office.enter('kanri');
  const [sheetId = ''] = sheets;
  await other.page.goto(`/review/verify/${sheetId}`);
  await sheetIsOpen(other.page);
  expect(await rowText(other.page, 'q01')).toContain('列で確認済み');
  expect(await rowText(other.page, 'q02')).not.toContain('列で確認済み');
  expect([...complaints, ...other.complaints]).toEqual([]);
});

test('what somebody takes meanwhile, and what is left out, stays open; any crop opens its sheet', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await openColumn(page, /^質問3 /);
  const sheets = await sheetsOfColumn('q03');
  const ids = await page.locator('.column-crop').evaluateAll((all) => all.map(({ id }) => id));
  const [first = '', second = ''] = ids.map((id) => id.replace('crop-', ''));
  const colleague = await person('shonin');
  await colleague.call(reviewApi.claim, { body: { purpose: 'verify', sheetId: first } });
  await page.keyboard.press('ArrowRight');
  const out = page.locator(`#crop-${second}`);
  if (!(await out.getAttribute('data-active'))?.includes('true')) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Space');
  await out.getByText('除く').waitFor();
  await confirmAll(page);
  await page.getByText('1枚は残した').waitFor();
  await page.locator(`#crop-${first}`).getByText('ほかの人').waitFor();
  await page.getByText(`確認済み ${sheets.length - 2} / ${sheets.length}枚`).waitFor();
  expect(await sheetsOfColumn('q03')).toEqual([second]);

  await out.dblclick();
  await sheetIsOpen(page);
  expect(page.url()).toContain(second);
  expect(complaints).toEqual([]);
});
