import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { PASSWORD } from '../support/test-program.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';

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

/** A sheet on which A keyed one answer and B another. */
async function contestedSheet(): Promise<string> {
  const person = (name: string) => logInOverHttp(office.running.address, name, PASSWORD);
  await handIn(office, '食い違う紙', ['scan_0001.jpg']);
  const truths = await office.papers();
  const [[sheetId, truth] = []] = truths;
  if (sheetId === undefined || truth === undefined) throw new Error('the sample has no truth');
  const other = { ...truth, fields: { ...truth.fields, consent: 'no' } };
  const readOtherwise = new Map([[sheetId, other]]);
  await workThrough(await person('kakunin'), 'verify', readOtherwise, () => undefined);
  await workThrough(await person('shonin'), 'approve', truths, () => undefined);
  return sheetId;
}

test('a third person sees both keyings and no name, and settles with two deliberate presses', async () => {
  const sheetId = await contestedSheet();
  const { page, complaints } = await office.enter('kanri');
  await beginReview(page, '裁定');
  const desk = await page.locator('body').textContent();
  expect(desk).toContain('裁定では氏名を表示しません');
  expect(desk).not.toContain('藤原');
  expect(await page.getByText('人の入力').count()).toBe(2);
  await photograph(page, 'adjudicate');
  // Faster than the server can answer: what the answer brings about is told all the same.
  await page.keyboard.press('2');
  await page.keyboard.press('Control+Enter');
  await page.getByText('重大な指摘が1件あります').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('裁定しました').first().waitFor();
  const { state } = await office.running.program.db
    .selectFrom('sheets')
    .select('state')
    .where('sheetId', '=', sheetId)
    .executeTakeFirstOrThrow();
  expect(state).toBe('awaiting_approval');
  expect(complaints).toEqual([]);
});
