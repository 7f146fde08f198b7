import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { openDialog } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectScreen } from './support/screen-checks.ts';

let office: Office;
let supervisor: Page;
let complaints: string[];

beforeAll(async () => {
  office = await openOffice();
  const entered = await office.enter('kanri');
  supervisor = entered.page;
  complaints = entered.complaints;
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const quiet = { show: () => undefined, stop: () => undefined };
const over = (name: string): Promise<HttpClient> =>
  logInOverHttp(office.running.address, name, PASSWORD);

async function scan(label: string, files: readonly string[]): Promise<void> {
  const clerk = await over('uketsuke');
  const body = { label, institutionCode: null, month: null, declaredSheets: 9 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  for (const name of files) {
    const bytes = new Uint8Array(await readFile(join('samples/scans', name)));
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  }
  await followBatch(office.running.program, MUNICIPALITY, batchId, quiet);
}

const table = (page: Page, question: string): Locator =>
  page
    .getByRole('region', { name: question })
    .filter({ has: page.getByRole('table') })
    .last();
/** What is read out; ornaments are not. */
const cellsOf = async (row: Locator): Promise<string[]> =>
  (await row.locator('th, td').all()).reduce<Promise<string[]>>(async (before, cell) => {
    const whole = (await cell.textContent()) ?? '';
    const ornaments = (await cell.locator('[aria-hidden]').allTextContents()).join('');
    return [...(await before), whole.replace(ornaments, '').trim()];
  }, Promise.resolve([]));
const rowsOf = async (shown: Locator): Promise<string[][]> =>
  Promise.all((await shown.getByRole('row').all()).map(cellsOf));

async function openView(name: string): Promise<void> {
  const tab = supervisor.getByRole('tab', { name });
  await tab.press('Enter');
  await supervisor.locator('[role=tab][aria-selected=true]', { hasText: name }).waitFor();
}

const STATES = 'どこに、いつから溜まっているか';

test('before the first sheet there is nothing to count, and the page says what to do', async () => {
  await supervisor.getByRole('link', { name: '進捗' }).press('Enter');
  await supervisor.getByText('予診票はまだありません').waitFor();
  await expectScreen(supervisor, /No sheets yet/);
});

test('who is no supervisor sees that the page is there, and for whom', async () => {
  const { page, context } = await office.enter('kakunin');
  await page.locator('.nav-item-refused', { hasText: '進捗' }).getByText('責任者').waitFor();
  await context.close();
});

test('the figures are those of the office, and come up by themselves', async () => {
  await scan('さくら医院', ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0006.jpg']);
  const papers = await office.papers();
  let committed = 0;
  await workThrough(await over('kakunin'), 'verify', papers, () => undefined);
  await workThrough(await over('shonin'), 'approve', papers, (outcome) => {
    if (outcome === 'committed') committed += 1;
  });
  expect(committed).toBeGreaterThan(0);
  await scan('みどり内科', ['scan_0003.jpg']);
  const { rows } = await stateCounts();
  // While nobody is there nothing is asked for; somebody comes back.
  await supervisor.keyboard.press('Shift');
  const shown = table(supervisor, STATES);
  await shown.waitFor();
  await expect
    .poll(
      async () =>
        (await rowsOf(shown))
          .slice(1)
          .map(([state, sheets]) => [state, Number(sheets)])
          .filter(([, sheets]) => sheets !== 0)
          .toSorted(),
      { timeout: 30_000 },
    )
    .toEqual(rows.toSorted());
  expect(rows).toContainEqual(['台帳に確定', committed]);
  expect(rows).toContainEqual(['白紙', 1]);
  await supervisor.getByText(`全4枚、うち未完了${4 - committed - 1}枚`).waitFor();
  await supervisor.getByText('まだ見通せません(実績0日。5日必要)').first().waitFor();
  await supervisor.getByRole('link', { name: 'みどり内科 scan_0003.jpg p.1' }).waitFor();
  await expectScreen(supervisor, /Where do sheets pile up/);
});

const WORDS: Readonly<Record<string, string>> = {
  checked: '確認待ち',
  awaiting_approval: '承認待ち',
  committed: '台帳に確定',
  adjudication: '裁定待ち',
  blank: '白紙',
};

async function stateCounts(): Promise<{ rows: Array<[string, number]> }> {
  const found = await office.running.program.db
    .selectFrom('sheets')
    .select(['state', (eb) => eb.fn.countAll<number>().as('sheets')])
    .groupBy('state')
    .execute();
  return { rows: found.map(({ state, sheets }) => [WORDS[state] ?? state, sheets]) };
}

test('the file says what the table says', async () => {
  const rows = await rowsOf(table(supervisor, STATES));
  const download = supervisor.waitForEvent('download');
  await supervisor.getByRole('button', { name: `CSV ${STATES}` }).press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^yoshin-states-\d{4}-\d{2}-\d{2}\.csv$/);
  const written = await readFile(await file.path(), 'utf8');
  const wanted = rows.map((row) => row.map((cell) => (cell === '—' ? '' : cell)).join(','));
  expect(written).toBe(`\uFEFF${wanted.join('\r\n')}\r\n`);
});

test('a name that a spreadsheet would take for a formula stays a name in the file', async () => {
  await scan('=1+1', ['scan_0018.png']);
  await openView('作業中と束');
  await supervisor.getByRole('rowheader', { name: '=1+1' }).waitFor();
  const download = supervisor.waitForEvent('download');
  await supervisor.getByRole('button', { name: /^CSV どの束/ }).press('Enter');
  const written = await readFile(await (await download).path(), 'utf8');
  expect(written).toMatch(/^'=1\+1,/m);
});

test('a sheet is taken back from its holder with the keyboard; what was keyed stays', async () => {
  await scan('たちばな小児科', ['scan_0004.jpg']);
  const reviewer = await over('kakunin');
  const lease = await reviewer.call(reviewApi.claim, { body: { purpose: 'verify' } });
  const { sheetId, fencingToken } = lease;
  await reviewer.call(reviewApi.sheet, { params: { sheetId } });
  const body = { fencingToken, answer: 'illegible', value: null } as const;
  const params = { sheetId, fieldId: 'vaccinationDate' };
  await reviewer.call(reviewApi.answer, { params, body });

  const leases = table(supervisor, 'いま誰がどの予診票を持っているか');
  const row = leases.getByRole('row').filter({ hasText: 'kakunin' });
  await row.waitFor();
  const take = row.getByRole('button', { name: '手放させる' });
  await take.focus();
  // Refreshed as a colleague takes and gives back a sheet, the keyboard stays where it is. Not by waiting: what is
  // not announced, like the number of answers, is asked for every half minute, and not at all while nobody is there.
  const colleague = await over('shonin');
  const theirs = await colleague.call(reviewApi.claim, { body: { purpose: 'verify' } });
  const beside = leases.getByRole('row').filter({ hasText: 'shonin' });
  await beside.waitFor();
  expect(await cellsOf(row)).toContain('1');
  await colleague.call(reviewApi.release, {
    params: { leaseId: theirs.leaseId },
    query: { fencingToken: theirs.fencingToken },
  });
  await beside.waitFor({ state: 'detached' });
  await row.locator('button:focus', { hasText: '手放させる' }).waitFor();
  await expectScreen(supervisor, /Who holds which sheet/);

  await take.press('Enter');
  const dialog = await openDialog(supervisor, '予診票を手放させる・別の人に渡す');
  await dialog.getByText('入力済みの1項目は記録に残ります').waitFor();
  await dialog.getByLabel('渡す相手').selectOption('shonin');
  await dialog.getByText('24時間はほかの人に渡りません').waitFor();
  await expectAccessible(supervisor);
  await photograph(supervisor, 'reassign');
  await dialog.getByRole('button', { name: 'この人に渡す' }).press('Enter');
  await supervisor.getByText('いま作業中の予診票はありません').waitFor();
  await expect(reviewer.call(reviewApi.answer, { params, body })).rejects.toThrow(
    'review.lease_lost',
  );
  await expect(
    reviewer.call(reviewApi.claim, { body: { purpose: 'verify', sheetId } }),
  ).rejects.toThrow('review.none_waiting');
  const given = await colleague.call(reviewApi.claim, { body: { purpose: 'verify' } });
  expect(given.sheetId).toBe(sheetId);
  await colleague.call(reviewApi.release, {
    params: { leaseId: given.leaseId },
    query: { fencingToken: given.fencingToken },
  });
  await office.running.program.db.deleteFrom('roundAssignments').execute();
  const again = await reviewer.call(reviewApi.claim, { body: { purpose: 'verify', sheetId } });
  const sheet = await reviewer.call(reviewApi.sheet, { params: { sheetId } });
  const kept = sheet.fields.find(({ fieldId }) => fieldId === 'vaccinationDate');
  expect(kept?.mine).toEqual({ answer: 'illegible', value: null });
  await reviewer.call(reviewApi.release, {
    params: { leaseId: again.leaseId },
    query: { fencingToken: again.fencingToken },
  });
});

test('a batch is moved forward from here', async () => {
  const row = supervisor.getByRole('row').filter({ hasText: 'みどり内科' });
  await row.getByRole('button', { name: 'この束を先に処理する' }).press('Enter');
  await row.getByRole('button', { name: '優先をやめる' }).waitFor();
});

test('fields and people: what was committed, by whom', async () => {
  await openView('項目と担当者');
  await table(supervisor, 'どの項目の読み取りが弱いか').waitFor();
  const people = table(supervisor, '担当者ごとの進み方');
  await people.getByRole('rowheader', { name: 'kakunin' }).waitFor();
  await people.getByRole('rowheader', { name: 'shonin' }).waitFor();
  await expectScreen(supervisor, /How does each person get on/);
  expect(complaints).toEqual([]);
});
