import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectScreen } from './support/screen-checks.ts';

let office: Office;
const BATCH = 'さくら医院 令和3年7月分';

beforeAll(async () => {
  office = await openOffice();
  const clerk = await at('uketsuke');
  const body = { label: BATCH, institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  await scan(clerk, batchId, 'scan_0001.jpg');
  const papers = await office.papers();
  await workThrough(await at('kakunin'), 'verify', papers, () => undefined);
  await workThrough(await at('shonin'), 'approve', papers, () => undefined);
  await scan(clerk, batchId, 'scan_0002.jpg');
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const quiet = { show: () => undefined, stop: () => undefined };
const at = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);

async function scan(clerk: HttpClient, batchId: string, name: string): Promise<void> {
  const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
  await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  await followBatch(office.running.program, MUNICIPALITY, batchId, quiet);
}

test('a supervisor reads from the batch, by keyboard, who did what to a sheet, and goes on to its entry', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.getByRole('link', { name: BATCH }).press('Enter');
  const row = page
    .getByRole('row')
    .filter({ hasText: 'scan_0001.jpg' })
    .filter({ hasText: '台帳に確定' });
  await row.getByRole('link', { name: /の経過を見る$/ }).press('Enter');
  await page.locator('h1:focus').filter({ hasText: '予診票の経過' }).waitFor();
  const timeline = page.getByRole('region', { name: '経過', exact: true });
  await timeline.getByText(`scan_0001.jpg を「${BATCH}」に受け付けました`).waitFor();
  await timeline.getByText('確認の署名をしました').waitFor();
  await timeline.getByText('台帳に確定: 記録 0(接種)').waitFor();
  const date = page.getByRole('row').filter({ hasText: '接種年月日' });
  await date.getByText('kakunin 見ずに入力').waitFor();
  await photograph(page, 'story');
  await date.getByText('入力と読取が一致').waitFor();
  await expectScreen(page, /Story of the sheet/);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  await timeline.getByRole('link', { name: '台帳の記録を開く' }).press('Enter');
  const entry = page.getByRole('region', { name: '記録の詳細' });
  await entry.getByRole('link', { name: /の経過を見る$/ }).press('Enter');
  await page.locator('h1:focus').filter({ hasText: '予診票の経過' }).waitFor();
  expect(complaints).toEqual([]);
});

test('the story of a sheet on the desk opens beside it and tells nothing that is to be keyed unseen', async () => {
  const { page, context } = await office.enter('kakunin');
  await beginReview(page, '確認');
  const opened = context.waitForEvent('page');
  await page.keyboard.press('F7');
  const beside = await opened;
  await beside.getByText('値は表示しません').waitFor();
  await beside.getByText('確認のために取りかかりました').waitFor();
  await expectAccessible(beside);
  const [paper] = [...(await office.papers()).values()].filter(({ file }) => file.includes('0002'));
  const told = (await beside.locator('main').textContent()) ?? '';
  const written = Object.values(paper?.fields ?? {}).filter((value) => value.length >= 5);
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((value) => told.includes(value))).toEqual([]);
  // The sheet still lies on the desk.
  await page.locator('[aria-current="step"]').waitFor();
  expect(await page.getByText('この予診票を取り直す').count()).toBe(0);
});

test('a person’s doses are gone through with the arrow keys, and Enter opens the story of the sheet', async () => {
  const { page, complaints } = await office.enter('kanri');
  const [{ residentId } = { residentId: null }] = await office.running.program.db
    .selectFrom('ledgerContents')
    .select('residentId')
    .execute();
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await page.getByLabel('宛名番号').fill(residentId ?? '');
  await page.keyboard.press('Enter');
  await page.locator('h2:focus').filter({ hasText: '有効 2回' }).waitFor();
  expect(page.url()).not.toContain(residentId);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.locator('a[data-dose]:focus').waitFor();
  await expectScreen(page, /choose a dose/);
  await page.locator('a[data-dose]').press('Enter');
  await page.locator('h1:focus').filter({ hasText: '予診票の経過' }).waitFor();
  expect(complaints).toEqual([]);
});
